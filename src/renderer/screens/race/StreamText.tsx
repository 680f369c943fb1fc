import { useEffect, useRef } from 'react';
import { useController } from '../../controller.ts';
import type { LiveStream } from '../../live/live-stream.ts';
import { createTextView } from '../../live/text-view.ts';
import { useSpeech } from '../../ui/language.ts';

export interface StreamTextProps {
	readonly stream: LiveStream;
	readonly name: string;
	readonly running: boolean;
	readonly stallNs: number;
	/** An arrival that the text is led to, from t₀; null: none. */
	readonly pointNs: number | null;
}

/** The text as it arrived: React makes the box, the live path fills it. */
export function StreamText({ stream, name, running, stallNs, pointNs }: StreamTextProps) {
	const { t, formats } = useSpeech();
	const { session } = useController();
	const scroller = useRef<HTMLElement>(null);
	useEffect(() => {
		if (scroller.current === null) return;
		const view = createTextView(scroller.current, stream, {
			wait: (waitNs) => formats.wait(waitNs),
			late: ({ waitNs, missed }) => t('late.title', { wait: formats.wait(waitNs), count: missed }),
			stallNs,
			requestFrame: session.requestFrame,
		});
		if (pointNs !== null) {
			const { from, to } = textAt(stream, pointNs);
			view.reveal(from, to);
			// What led here is gone with its screen. A focus that is elsewhere has been moved on since.
			if (document.activeElement === document.body) {
				scroller.current.scrollIntoView({ block: 'nearest' });
				scroller.current.focus({ preventScroll: true });
			}
		}
		return session.attach(view);
	}, [session, stream, stallNs, pointNs, t, formats]);
	return <section ref={scroller} className="text" data-running={running} aria-label={t('column.text', { name })} />;
}

/** Where the text of the arrival at a moment stands: of the first one that is not before it. */
function textAt(stream: LiveStream, pointNs: number): { readonly from: number; readonly to: number } {
	const columns = stream.columns();
	const atNs = pointNs + (stream.startNs ?? 0);
	let from = 0;
	for (let index = 0; index < columns.length; index++) {
		const { length } = columns.text(index);
		if ((columns.atNs[index] ?? 0) >= atNs && length > 0) return { from, to: from + length };
		from += length;
	}
	return { from, to: from };
}
