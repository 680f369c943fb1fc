import type { Criterion } from '../command/criterion.ts';
import type { ContenderName } from './contender.ts';
import type { Figures } from './delays.ts';

/** The figures of one contender at one load. */
export interface Cell extends Figures {
	readonly contender: ContenderName;
	readonly streams: number;
	/** Whether the main thread was kept busy. */
	readonly busy: boolean;
}

const MOST_TIMES_BARE = 1.5;
const MOST_TIMES_IDLE = 1.5;
/** A busy main thread may cost this much whatever the idle figure is. */
const BUSY_ALLOWANCE_MS = 1;

/** What the engine's timestamps are held to, as far as these cells can tell. */
export function judge(cells: readonly Cell[]): Criterion[] {
	const p99 = (contender: ContenderName, streams: number, busy: boolean): number | null =>
		cells.find((cell) => cell.contender === contender && cell.streams === streams && cell.busy === busy)?.p99Ms ?? null;
	const atMost = (what: string, valueMs: number | null, limitMs: number | null): Criterion[] =>
		valueMs === null || limitMs === null
			? []
			: [{ text: `${what}: ${valueMs.toFixed(3)} ms, limit ${limitMs.toFixed(3)} ms`, holds: valueMs <= limitMs }];
	const loads = [...new Set(cells.map(({ streams }) => streams))];

	const lost = cells.filter(({ missing, excess, early }) => missing + excess + early > 0);
	return [
		{
			text: `every token was seen once and after it was written${lost.length === 0 ? '' : `, not so in ${lost.length} cells`}`,
			holds: lost.length === 0,
		},
		...[32, 128].flatMap((streams) => {
			const bareMs = p99('node:http', streams, false);
			return atMost(
				`engine p99 within ${MOST_TIMES_BARE} × node:http, ${streams} streams`,
				p99('engine', streams, false),
				bareMs === null ? null : bareMs * MOST_TIMES_BARE,
			);
		}),
		...(['fetch', 'openai SDK'] as const).flatMap((contender) =>
			atMost(`engine p99 below ${contender}, 128 streams`, p99('engine', 128, false), p99(contender, 128, false)),
		),
		...loads.flatMap((streams) => {
			const idleMs = p99('engine', streams, false);
			return atMost(
				`engine p99 with a busy main thread within ${MOST_TIMES_IDLE} × idle or ${BUSY_ALLOWANCE_MS} ms, ${streams} streams`,
				p99('engine', streams, true),
				idleMs === null ? null : Math.max(idleMs * MOST_TIMES_IDLE, BUSY_ALLOWANCE_MS),
			);
		}),
	];
}
