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
}

/** The text as it arrived: React makes the box, the live path fills it. */
export function StreamText({ stream, name, running, stallNs }: StreamTextProps) {
	const { t, formats } = useSpeech();
	const { session } = useController();
	const scroller = useRef<HTMLElement>(null);
	useEffect(() => {
		if (scroller.current === null) return;
		return session.attach(
			createTextView(scroller.current, stream, {
				wait: (waitNs) => formats.wait(waitNs),
				late: ({ waitNs, missed }) => t('late.title', { wait: formats.wait(waitNs), count: missed }),
				stallNs,
				requestFrame: session.requestFrame,
			}),
		);
	}, [session, stream, stallNs, t, formats]);
	return <section ref={scroller} className="text" data-running={running} aria-label={t('column.text', { name })} />;
}
