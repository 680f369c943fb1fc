import { useEffect, useMemo, useRef } from 'react';
import { seriesStyle } from '../../charts/palette.ts';
import { useController } from '../../controller.ts';
import type { ColumnFacts } from '../../live/column-facts.ts';
import type { LiveRun } from '../../live/live-run.ts';
import type { LiveStream } from '../../live/live-stream.ts';
import { createStripView, type StripColours } from '../../live/strip-view.ts';
import { axisSpanNs } from '../../live/strip-walk.ts';
import { Explained, explain } from '../../ui/Explained.tsx';
import { useSpeech } from '../../ui/language.ts';
import { usePalette } from '../../ui/theme.ts';
import { stripWords } from './strip-words.ts';

export interface BeatStripProps {
	readonly stream: LiveStream;
	readonly live: LiveRun;
	readonly name: string;
	readonly facts: ColumnFacts;
	readonly provider: number;
	/** A moment that is pointed at, from t₀; null: none. */
	readonly pointNs: number | null;
}

/** Deadlines, tokens, waits and the reader, on one axis for all columns. */
export function BeatStrip({ stream, live, name, facts, provider, pointNs }: BeatStripProps) {
	const speech = useSpeech();
	const { t, formats } = speech;
	const { session } = useController();
	const palette = usePalette();
	const canvas = useRef<HTMLCanvasElement>(null);
	const waiting = useRef<HTMLElement>(null);
	const pointer = useRef<HTMLElement>(null);
	const colours = useMemo(
		(): StripColours => ({
			token: palette.series[seriesStyle(provider).colour] ?? palette.ink2,
			late: palette.miss,
			shade: palette.missShade,
			due: palette.ink3,
			revised: palette.revised,
			line: palette.line,
			label: palette.ink3,
			reader: palette.ink,
			font: palette.font,
		}),
		[palette, provider],
	);
	useEffect(() => {
		if (canvas.current === null || waiting.current === null) return;
		return session.attach(
			createStripView({ canvas: canvas.current, waiting: waiting.current }, stream, {
				run: live,
				colours: () => colours,
				sharedLengthNs: () => session.sharedLengthNs(),
				waitLabel: (waitNs) => t('strip.wait', { wait: formats.wait(waitNs) }),
				requestFrame: () => session.requestFrame(),
			}),
		);
	}, [session, stream, live, colours, t, formats]);
	useEffect(() => {
		const sign = pointer.current;
		if (pointNs === null || sign === null) return;
		return session.attach({
			column: provider,
			paint() {
				sign.style.left = `${((pointNs / axisSpanNs(session.sharedLengthNs())) * 100).toFixed(2)}%`;
				return false;
			},
			detach() {},
		});
	}, [session, provider, pointNs]);
	const words = stripWords(name, facts, speech);
	return (
		<footer className="strip">
			<p className="strip-caption">
				<StripLegend />
				<b
					ref={(element) => {
						waiting.current = element;
						explain(element, () => [t('explain.waiting')]);
					}}
					className="strip-waiting number"
					data-explain=""
					hidden
				/>
				<Explained
					byArrows
					className="strip-missed number"
					says={() => [t('explain.missed'), t('explain.strip'), t('explain.waiting')]}
				>
					{words.missed}
				</Explained>
			</p>
			<div className="strip-box">
				<canvas ref={canvas} className="strip-canvas" role="img" aria-label={words.label} />
				{pointNs !== null && <i ref={pointer} className="strip-pointer" aria-hidden="true" />}
			</div>
		</footer>
	);
}

/** What the strip's signs mean. */
export function StripLegend() {
	const { t } = useSpeech();
	return (
		<span className="legend" aria-hidden="true">
			{t('column.beats')}:{' '}
			<i className="key-token">
				<span>▪</span> {t('column.token')}
			</i>{' '}
			<i className="key-late">▪ {t('column.late')}</i> <i>| {t('column.due')}</i>{' '}
			<i className="key-revised">| {t('column.revised')}</i>
		</span>
	);
}
