import { createLogUpdate } from 'log-update';
import { type Batch, decodeArrivals } from '../../core/batch.ts';
import { createLiveScore, type LiveScore } from '../../core/live-score.ts';
import type { Deadlines, RequestRecord } from '../../core/recording.ts';
import { nsToMs } from '../../core/time.ts';

/** Shows a race on a terminal, or as milestones in a log. */
export interface LiveView {
	request(request: RequestRecord): void;
	batch(batch: Batch): void;
	/** Leaves what was shown last. */
	end(): void;
}

interface Row {
	readonly name: string;
	readonly rounds: number;
	round: number;
	score: LiveScore;
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
	output: NodeJS.WriteStream,
): LiveView {
	const rows = providers.map(({ name }): Row => ({ name, rounds, round: 1, score: createLiveScore(deadlines) }));
	const requests: { readonly row: Row; readonly round: number; readonly score: LiveScore }[] = [];
	const width = Math.max(...providers.map(({ name }) => name.length));
	const terminal = output.isTTY ? createLogUpdate(output) : null;
	let drawnAt = 0;

	function line({ name, round, score }: Row): string {
		const index = score.fluidityIndex === null ? '   –' : score.fluidityIndex.toFixed(2);
		const wait = score.lateTokens.at(-1);
		const last = wait && wait.waitNs >= deadlines.stallNs ? `  last stall ${seconds(wait.waitNs)}` : '';
		const turn = rounds > 1 ? `  round ${round}/${rounds}` : '';
		return `${name.padEnd(width)}  ${stateWord(score)}  fluidity ${index}  missed ${String(score.missed).padStart(3)} of ${String(score.total).padStart(4)}  ~${String(score.tokens).padStart(4)} tokens${turn}${last}`;
	}

	function draw(force: boolean): void {
		const now = performance.now();
		if (!terminal || (!force && now - drawnAt < REDRAW_MS)) return;
		drawnAt = now;
		terminal(rows.map(line).join('\n'));
	}

	function say(row: Row, round: number, what: string): void {
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
				request.row.score = request.score;
				request.row.round = request.round;
			}
			for (const arrival of decodeArrivals(batch)) {
				const request = requests[arrival.stream];
				if (!request) continue;
				const { score, row, round } = request;
				const first = score.firstVisibleNs === null;
				const late = score.arrival(arrival);
				if (first && score.firstVisibleNs !== null)
					say(row, round, `first token after ${seconds(score.firstVisibleNs)}`);
				for (const { waitNs, missed } of late) {
					if (waitNs >= deadlines.stallNs)
						say(row, round, `stalled for ${seconds(waitNs)}, ${missed} deadlines missed`);
				}
			}
			for (const mark of batch.marks) {
				const request = requests[mark.stream];
				if (!request || mark.type !== 'ended') continue;
				request.score.mark(mark);
				say(request.row, request.round, mark.failure ? `${mark.state}: ${mark.failure.message}` : mark.state);
			}
			draw(false);
		},
		end() {
			draw(true);
			terminal?.done();
		},
	};
}

function stateWord(score: LiveScore): string {
	return score.state.replaceAll('-', ' ').slice(0, 9).padEnd(9);
}

function seconds(value: LiveScore['intervalsNs'][number]): string {
	return `${(nsToMs(value as Parameters<typeof nsToMs>[0]) / 1000).toFixed(2)} s`;
}
