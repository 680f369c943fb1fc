import { DEFAULT_RESAMPLES } from '../src/core/stats/bootstrap.ts';
import { DEFAULT_FLIPS } from '../src/core/stats/sign-flip.ts';
import { linesOf } from './command/criterion.ts';
import { judge } from './verdict-simulation/criteria.ts';
import { type Cell, runExperiments, type Scenario } from './verdict-simulation/experiments.ts';
import { cellsTable, kindsTable } from './verdict-simulation/report.ts';
import { settingsOf } from './verdict-simulation/settings.ts';
import {
	EXPONENTIAL,
	MORE_STALL_MIXTURE,
	RARE_STALLS,
	STALL_MIXTURE,
	STEADY,
	STEADY_AT_THE_LIMIT,
	trueIndex,
} from './verdict-simulation/streams.ts';

// Does the verdict keep its word? Providers whose truth is known race again and again: how often does the interval hold
// the true difference, how often is a winner named where there is none, and how often where there is one?

const PAIRS = [10, 30, 100, 300];
/** Enough to know a mean index to 0.0005. */
const REQUESTS_FOR_TRUTH = 200_000;
const SEEDS_PER_SCENARIO = 1_000_000;

const settings = settingsOf('verdict-simulation', process.argv.slice(2), 2_000);
const equals = [STEADY, STEADY_AT_THE_LIMIT, EXPONENTIAL, STALL_MIXTURE, RARE_STALLS];
const kinds = [...equals, MORE_STALL_MIXTURE].map((kind) => ({
	name: kind.name,
	about: kind.about,
	...trueIndex(kind, REQUESTS_FOR_TRUTH),
}));
const scenarios: readonly Scenario[] = [
	...equals.flatMap((kind) => PAIRS.map((n) => ({ one: kind, other: kind, n, trueDifference: 0 }))),
	...PAIRS.map((n) => ({ one: STALL_MIXTURE, other: MORE_STALL_MIXTURE, n, trueDifference: 0.05 })),
];
const cells = scenarios.map((scenario, index): Cell => {
	process.stderr.write(`${scenario.one.name} against ${scenario.other.name}, n = ${scenario.n}\n`);
	return runExperiments(scenario, settings.experiments, (index + 1) * SEEDS_PER_SCENARIO);
});
const criteria = judge(cells);

if (settings.json) {
	process.stdout.write(
		`${JSON.stringify({ node: process.versions.node, settings, resamples: DEFAULT_RESAMPLES, flips: DEFAULT_FLIPS, kinds, cells, criteria }, null, '\t')}\n`,
	);
} else {
	process.stdout.write(
		[
			kindsTable(kinds),
			'',
			cellsTable(cells),
			'',
			`${settings.experiments} seeded experiments in each row, B = ${DEFAULT_RESAMPLES}. Streams have 128 tokens; the first is due`,
			'after 500 ms, each next one 50 ms later.',
			'',
			...linesOf(criteria),
			'',
		].join('\n'),
	);
}
process.exitCode = criteria.every(({ holds }) => holds) ? 0 : 1;
