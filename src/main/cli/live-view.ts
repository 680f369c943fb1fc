import { createLogUpdate } from 'log-update';
import { type Batch, decodeArrivals } from '../../core/batch.ts';
import { byCount } from '../../core/by-count.ts';
import type { Mark } from '../../core/events.ts';
import { createLiveScore, type LiveScore } from '../../core/live-score.ts';
import type { Deadlines, RequestRecord } from '../../core/recording.ts';
import { type Ns, nsToMs } from '../../core/time.ts';
import { failureLabel } from './failure-label.ts';

/** Shows a race on a terminal, or as milestones in a log. */
export interface LiveView {
	request(request: RequestRecord): void;
	batch(batch: Batch): void;
	/** Says something about the race as a whole, at once. */
	say(sentence: string): void;
	/** Leaves what was shown last. */
	end(): void;
}

interface Row {
	readonly name: string;
	readonly rounds: number;
	round: number;
	score: LiveScore;
}

/** A request, and the row that shows it once it is its provider's latest. */
interface Shown {
	readonly row: Row;
	readonly round: number;
	readonly score: LiveScore;
}

const REDRAW_MS = 100;

/**
 * On a terminal, one line per provider that is redrawn ten times a second at most; elsewhere one line for each first
 * token, stall and end.
 */
export function createLiveView(
	providers: readonly { readonly name: string }[],
	deadlines: Deadlines,
	rounds: number,
	output: NodeJS.WritableStream & { readonly isTTY?: boolean },
): LiveView {
	const rows = providers.map(({ name }): Row => ({ name, rounds, round: 1, score: createLiveScore(deadlines) }));
	const requests: Shown[] = [];
	const width = Math.max(...providers.map(({ name }) => name.length));
	const terminal = output.isTTY ? createLogUpdate(output) : null;
	let drawnAt = 0;

	function line({ name, round, score }: Row): string {
		const index = score.fluidityIndex === null || isCutShort(score) ? '–' : `~${score.fluidityIndex.toFixed(2)}`;
		const wait = score.lateTokens.at(-1);
		const last = wait && wait.waitNs >= deadlines.stallNs ? `  last stall ${seconds(wait.waitNs)}` : '';
		const turn = rounds > 1 ? `  round ${round}/${rounds}` : '';
		const cells = [
			name.padEnd(width),
			stateWord(score),
			`fluidity ${index.padStart(5)}`,
			`missed ${estimate(score.missed, 3)} of ${estimate(score.total, 4)}`,
			`${estimate(score.tokens, 4)} ${byCount(score.tokens, 'token')}`,
		];
		return `${cells.join('  ')}${turn}${last}`;
	}

	function draw(force: boolean): void {
		const now = performance.now();
		if (!terminal || (!force && now - drawnAt < REDRAW_MS)) return;
		drawnAt = now;
		terminal(rows.map(line).join('\n'));
	}

	function show({ row, round, score }: Shown): void {
		row.score = score;
		row.round = round;
	}

	function milestone(row: Row, round: number, what: string): void {
		if (!terminal) output.write(`${row.name}${rounds > 1 ? ` (round ${round})` : ''}: ${what}\n`);
	}

	return {
		request({ stream, provider, round }) {
			const row = rows[provider];
			if (row) requests[stream] = { row, round, score: createLiveScore(deadlines) };
		},
		batch(batch) {
			for (const mark of batch.marks) {
				const request = requests[mark.stream];
				if (!request || mark.type === 'ended') continue;
				request.score.mark(mark);
				show(request);
			}
			for (const arrival of decodeArrivals(batch)) {
				const request = requests[arrival.stream];
				if (!request) continue;
				const { score, row, round } = request;
				const first = score.firstVisibleNs === null;
				const late = score.arrival(arrival);
				if (first && score.firstVisibleNs !== null)
					milestone(row, round, `first token after ${seconds(score.firstVisibleNs)}`);
				for (const { waitNs, missed } of late) {
					if (waitNs >= deadlines.stallNs)
						milestone(row, round, `stalled for ${seconds(waitNs)}, ~${missed} ${byCount(missed, 'deadline')} missed`);
				}
			}
			for (const mark of batch.marks) {
				const request = requests[mark.stream];
				if (!request || mark.type !== 'ended') continue;
				request.score.mark(mark);
				if (mark.state === 'held') show(request);
				milestone(request.row, request.round, endOf(mark));
			}
			draw(false);
		},
		say(sentence) {
			if (terminal) terminal.persist(sentence);
			else output.write(`${sentence}\n`);
		},
		end() {
			draw(true);
			terminal?.done();
		},
	};
}

function endOf({ state, failure }: Extract<Mark, { type: 'ended' }>): string {
	if (failure === null) return state;
	const label = failureLabel(failure, state);
	return `${state}${label === null ? '' : `, ${label}`}: ${failure.message}`;
}

/** Ended so that it counts 0, or not at all: what was seen of it is no fluidity. */
function isCutShort({ state }: LiveScore): boolean {
	return state === 'truncated' || state === 'cancelled' || state === 'held' || state.startsWith('failed');
}

/** `failed` is enough: whether anything came shows beside it. */
function stateWord({ state }: LiveScore): string {
	return (state.startsWith('failed') ? 'failed' : state).padEnd(9);
}

/** Tokens are counted only when the race is over. */
function estimate(count: number, digits: number): string {
	return `~${count}`.padStart(digits + 1);
}

function seconds(value: Ns): string {
	return `${(nsToMs(value) / 1000).toFixed(2)} s`;
}
