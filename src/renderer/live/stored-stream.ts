import type { RunResult, RunSnapshot } from '../../core/api.ts';
import type { Batch } from '../../core/batch.ts';
import type { Mark } from '../../core/events.ts';
import { fluidityIndex, scoreIntervals } from '../../core/fluidity/deadlines.ts';
import type { Deadlines } from '../../core/recording.ts';
import { type ArrivalColumns, arrivalsOfColumns, columnsOfBatch, intervalsOfColumns } from './arrival-columns.ts';
import { createLiveStream, type LiveStream, type MarkOf } from './live-stream.ts';

/**
 * The streams of a run that has ended, as its snapshot holds them: everything as one batch, stream by stream. Texts and
 * marks in them are made only for the streams that somebody looks at: sixteen thousand of them would take many seconds.
 */
export function storedStreams({ run, requests, batch }: RunSnapshot, counts: RunResult['counts']): LiveStream[] {
	const ranges = rangesOf(batch, requests.length);
	const marks: Mark[][] = requests.map(() => []);
	for (const mark of batch.marks) marks[mark.stream]?.push(mark);
	const tokens = new Map(counts.map((each) => [each.stream, each.tokens]));
	return requests.map((request) =>
		storedStream(
			request,
			run.deadlines,
			columnsOfBatch(batch, ranges[request.stream] ?? 0, ranges[request.stream + 1] ?? 0),
			marks[request.stream] ?? [],
			tokens.get(request.stream) ?? null,
		),
	);
}

/** Where each stream's arrivals begin; the end of the last one follows. */
function rangesOf({ stream }: Batch, count: number): Uint32Array {
	const ranges = new Uint32Array(count + 1);
	for (const each of stream) ranges[each + 1] = (ranges[each + 1] ?? 0) + 1;
	for (let index = 0; index < count; index++) ranges[index + 1] = (ranges[index + 1] ?? 0) + (ranges[index] ?? 0);
	return ranges;
}

function storedStream(
	request: RunSnapshot['requests'][number],
	deadlines: Deadlines,
	columns: ArrivalColumns,
	marks: readonly Mark[],
	commonTokens: readonly number[] | null,
): LiveStream {
	const markOf = <Type extends Mark['type']>(type: Type): MarkOf<Type> | null =>
		marks.find((mark): mark is MarkOf<Type> => mark.type === type) ?? null;
	const [released, sent, ended] = [markOf('released'), markOf('sent'), markOf('ended')];
	let made: LiveStream | null = null;
	let index: number | null | undefined;

	function whole(): LiveStream {
		if (made !== null) return made;
		made = createLiveStream(request, deadlines);
		for (const mark of marks) if (mark.type !== 'ended') made.mark(mark);
		for (const arrival of arrivalsOfColumns(request.stream, columns, true)) made.arrival(arrival);
		if (ended !== null) made.mark(ended);
		if (commonTokens !== null) made.settle(commonTokens);
		return made;
	}

	/** Asked of every round, for the mean: without making the text. */
	function indexOnly(): number | null {
		if (commonTokens === null) return whole().fluidityIndex;
		const startNs = startOf(sent, released);
		if (startNs === null) return null;
		const intervals = intervalsOfColumns(columns, commonTokens, ['text'], startNs);
		return fluidityIndex(scoreIntervals(intervals, { first: deadlines.firstNs, each: deadlines.eachNs }));
	}

	return {
		...request,
		released,
		sent,
		responded: markOf('responded'),
		ended,
		arrivals: columns.length,
		columns: () => columns,
		get fluidityIndex() {
			if (index === undefined) index = indexOnly();
			return index;
		},
		get startNs() {
			return startOf(sent, released);
		},
		get text() {
			return whole().text;
		},
		get version() {
			return whole().version;
		},
		get state() {
			return ended?.state ?? whole().state;
		},
		get accounting() {
			return commonTokens === null ? 'estimate' : 'common';
		},
		get intervalsNs() {
			return whole().intervalsNs;
		},
		get lateTokens() {
			return whole().lateTokens;
		},
		get missed() {
			return whole().missed;
		},
		get total() {
			return whole().total;
		},
		get ttftNs() {
			return whole().ttftNs;
		},
		get firstVisibleNs() {
			return whole().firstVisibleNs;
		},
		get outputTokensPerSecond() {
			return whole().outputTokensPerSecond;
		},
		tbtP99Ns: () => whole().tbtP99Ns(),
		arrival: (arrival) => whole().arrival(arrival),
		mark: (mark) => whole().mark(mark),
		settle: (tokens) => whole().settle(tokens),
	};
}

/** t₀, as the score has it: what a cold connection took to set up is inside the wait. */
export function startOf(sent: MarkOf<'sent'> | null, released: MarkOf<'released'> | null): number | null {
	if (sent === null) return null;
	return sent.connection.cold && released !== null ? released.atNs : sent.atNs;
}
