import { DEFAULT_RESAMPLES } from '../src/core/stats/bootstrap.ts';
import { intervalsOf, METHODS, type Method } from './interval-methods/methods.ts';
import { tableOf } from './verdict-simulation/report.ts';
import { settingsOf } from './verdict-simulation/settings.ts';
import {
	drawIndex,
	EXPONENTIAL,
	RARE_STALLS,
	STALL_MIXTURE,
	STEADY_AT_THE_LIMIT,
	type StreamKind,
	seededRandom,
	trueIndex,
} from './verdict-simulation/streams.ts';

// Which bootstrap interval holds the truth in 95 % of experiments? Of a provider's mean index, and of the mean
// difference between two equal providers, by each method: docs/decisions/0005-intervals.md.

const VALUES = [5, 10, 30, 100];
const REQUESTS_FOR_TRUTH = 500_000;

/** What a method's intervals came to. */
interface Cell {
	readonly of: 'mean' | 'difference';
	readonly stream: string;
	readonly n: number;
	/** Experiments whose values were not all equal: the methods agree on the others. */
	readonly experiments: number;
	readonly covers: Readonly<Record<Method, number>>;
	readonly medianWidth: Readonly<Record<Method, number>>;
}

const settings = settingsOf('interval-methods', process.argv.slice(2), 1_000);
const cells = [STEADY_AT_THE_LIMIT, EXPONENTIAL, STALL_MIXTURE, RARE_STALLS].flatMap((kind) => {
	const { mean } = trueIndex(kind, REQUESTS_FOR_TRUTH);
	return (['mean', 'difference'] as const).flatMap((of) =>
		VALUES.map((n) => measure(kind, of, n, of === 'mean' ? mean : 0)),
	);
});
process.stdout.write(settings.json ? `${JSON.stringify({ settings, cells }, null, '\t')}\n` : `${tables()}\n`);

function measure(kind: StreamKind, of: Cell['of'], n: number, truth: number): Cell {
	process.stderr.write(`${of}, ${kind.name}, n = ${n}\n`);
	const random = seededRandom(n);
	const found = Array.from({ length: settings.experiments }, (_, experiment) => {
		const other = (): number => (of === 'mean' ? 0 : drawIndex(kind, random));
		const values = Float64Array.from({ length: n }, () => drawIndex(kind, random) - other());
		return intervalsOf(values, DEFAULT_RESAMPLES, experiment);
	}).filter((intervals) => intervals !== null);
	const share = (method: Method): number =>
		found.filter(({ [method]: { low, high } }) => low <= truth && truth <= high).length / found.length;
	const width = (method: Method): number => {
		const widths = found.map(({ [method]: { low, high } }) => high - low).sort((one, other) => one - other);
		return widths[Math.floor(widths.length / 2)] ?? 0;
	};
	return { of, stream: kind.name, n, experiments: found.length, covers: byMethod(share), medianWidth: byMethod(width) };
}

function byMethod(figure: (method: Method) => number): Readonly<Record<Method, number>> {
	return {
		percentile: figure('percentile'),
		BCa: figure('BCa'),
		studentized: figure('studentized'),
		symmetric: figure('symmetric'),
		ours: figure('ours'),
	};
}

function tables(): string {
	const text = (width: number): string => (width > 10 ? '∞' : width.toFixed(3));
	const rows = cells.map(({ of, stream, n, experiments, covers, medianWidth }) => [
		of,
		stream,
		String(n),
		String(experiments),
		...METHODS.map((method) => `${(100 * covers[method]).toFixed(1)} (${text(medianWidth[method])})`),
	]);
	return [
		tableOf(['of', 'stream', 'n', 'experiments', ...METHODS], rows, 2),
		'',
		`Coverage in %, and the interval's median width, of ${settings.experiments} experiments, those left out whose values`,
		`were all equal; B = ${DEFAULT_RESAMPLES}, nominal 95 %.`,
	].join('\n');
}
