import type { RunSnapshot } from '../../core/api.ts';
import type { Arrival } from '../../core/batch.ts';
import { type Mark, OUTPUT_KINDS, TOKEN_SOURCES } from '../../core/events.ts';
import { createLiveScore, type LiveState } from '../../core/live-score.ts';
import type { Deadlines, RecordedRequest } from '../../core/recording.ts';
import { type Accounting, type LateToken, type RequestScore, scoreRequest } from '../../core/request-score.ts';
import { quantile } from '../../core/stats/quantile.ts';
import { type ArrivalColumns, arrivalsOfColumns } from './arrival-columns.ts';
import { growableFloat64, growableInt32, growableUint8, growableUint32 } from './growable.ts';
import { createTextBlocks, type TextBlocks } from './text-blocks.ts';

/** A mark of one type. */
export type MarkOf<Type extends Mark['type']> = Extract<Mark, { type: Type }>;

/** Everything the page holds of one request, outside React. It grows as batches come. */
export interface LiveStream {
	readonly stream: number;
	readonly provider: number;
	readonly round: number;
	/** Replaced as a whole when the counts come. */
	readonly text: TextBlocks;
	/** One more for each time that the text and the score were replaced: what was painted of them is void. */
	readonly version: number;
	readonly state: LiveState;
	readonly accounting: Accounting;
	readonly intervalsNs: ArrayLike<number>;
	readonly lateTokens: readonly LateToken[];
	readonly missed: number;
	readonly total: number;
	readonly fluidityIndex: number | null;
	readonly ttftNs: number | null;
	readonly firstVisibleNs: number | null;
	readonly outputTokensPerSecond: number | null;
	/** t₀ from the run's epoch; null before the request was sent. */
	readonly startNs: number | null;
	readonly released: MarkOf<'released'> | null;
	readonly sent: MarkOf<'sent'> | null;
	readonly responded: MarkOf<'responded'> | null;
	readonly ended: MarkOf<'ended'> | null;
	readonly arrivals: number;
	/** What arrived so far; it does not follow what comes later. */
	columns(): ArrivalColumns;
	/** Sorts the gaps when enough of them are new, so that asking often costs little. */
	tbtP99Ns(): number | null;
	arrival(arrival: Arrival): void;
	mark(mark: Mark): void;
	/** Scores the request again under the common counts, one for each arrival. Counts that do not fit are a bug. */
	settle(commonTokens: readonly number[]): void;
}

/** Follows one request of a run. */
export function createLiveStream(request: RunSnapshot['requests'][number], deadlines: Deadlines): LiveStream {
	const live = createLiveScore(deadlines);
	const atNs = growableFloat64();
	const textEnd = growableUint32();
	const kinds = growableUint8();
	const tokens = growableInt32();
	const tokenSources = growableUint8();
	const marks: { [Type in Mark['type']]: MarkOf<Type> | null } = {
		released: null,
		sent: null,
		responded: null,
		ended: null,
	};
	let text = createTextBlocks();
	let settled: RequestScore | null = null;
	let version = 0;
	let sorted: { readonly gaps: number; readonly p99Ns: number | null } = { gaps: -1, p99Ns: null };

	function columns(): ArrivalColumns {
		let whole: string | null = null;
		return {
			length: atNs.length,
			atNs: atNs.view(),
			kind: kinds.view(),
			tokens: tokens.view(),
			tokenSource: tokenSources.view(),
			text(index) {
				whole ??= text.blocks.flatMap(({ parts }) => parts.map((part) => part.text)).join('');
				return whole.slice(index === 0 ? 0 : textEnd.at(index - 1), textEnd.at(index));
			},
		};
	}

	function recorded(commonTokens: readonly number[]): RecordedRequest {
		return {
			request: { ...request, record: 'request', nonce: '', headers: {}, body: '' },
			arrivals: arrivalsOfColumns(request.stream, columns(), true),
			commonTokens,
			...marks,
		};
	}

	/** The score that holds: under the common counts once they are known. */
	function score(): Pick<
		LiveStream,
		| 'intervalsNs'
		| 'lateTokens'
		| 'missed'
		| 'total'
		| 'fluidityIndex'
		| 'ttftNs'
		| 'firstVisibleNs'
		| 'outputTokensPerSecond'
		| 'startNs'
	> {
		return settled ?? live;
	}

	return {
		...request,
		get text() {
			return text;
		},
		get version() {
			return version;
		},
		get state() {
			return live.state;
		},
		get accounting() {
			return settled ? settled.accounting : 'estimate';
		},
		get intervalsNs() {
			return score().intervalsNs;
		},
		get lateTokens() {
			return score().lateTokens;
		},
		get missed() {
			return score().missed;
		},
		get total() {
			return score().total;
		},
		get fluidityIndex() {
			return score().fluidityIndex;
		},
		get ttftNs() {
			return score().ttftNs;
		},
		get firstVisibleNs() {
			return score().firstVisibleNs;
		},
		get outputTokensPerSecond() {
			return score().outputTokensPerSecond;
		},
		get startNs() {
			return score().startNs;
		},
		get released() {
			return marks.released;
		},
		get sent() {
			return marks.sent;
		},
		get responded() {
			return marks.responded;
		},
		get ended() {
			return marks.ended;
		},
		get arrivals() {
			return atNs.length;
		},
		columns,
		tbtP99Ns() {
			const { intervalsNs } = score();
			const gaps = Math.max(0, intervalsNs.length - 1);
			const running = marks.ended === null;
			if (running ? gaps >= sorted.gaps * 1.02 + 1 : gaps !== sorted.gaps) {
				const values = Float64Array.from(intervalsNs).subarray(1).sort();
				sorted = { gaps, p99Ns: quantile(values, 0.99) };
			}
			return sorted.p99Ns;
		},
		arrival(arrival) {
			atNs.push(arrival.atNs);
			kinds.push(OUTPUT_KINDS.indexOf(arrival.kind));
			tokens.push(arrival.tokens ?? -1);
			tokenSources.push(TOKEN_SOURCES.indexOf(arrival.tokenSource));
			const [late] = live.arrival(arrival);
			text.push(arrival.kind, arrival.text, late ?? null);
			textEnd.push(text.length);
		},
		mark(mark) {
			switch (mark.type) {
				case 'released':
					marks.released = mark;
					break;
				case 'sent':
					marks.sent = mark;
					break;
				case 'responded':
					marks.responded = mark;
					break;
				case 'ended':
					marks.ended = mark;
					break;
			}
			live.mark(mark);
		},
		settle(commonTokens) {
			const request_ = recorded(commonTokens);
			settled = scoreRequest(request_, deadlines, 'common');
			const lateArrivals = new Map(
				settled.lateTokens.map((late) => [settled?.arrivalIndexOfToken[late.token] ?? -1, late]),
			);
			text = createTextBlocks();
			request_.arrivals.forEach((arrival, index) => {
				text.push(arrival.kind, arrival.text, lateArrivals.get(index) ?? null);
			});
			sorted = { gaps: -1, p99Ns: null };
			version += 1;
		},
	};
}
