import { byCount } from './by-count.ts';
import { assertNever } from './events.ts';
import { type Against, LEVEL_WITHIN, type Refusal, type Verdict } from './verdict.ts';

/**
 * A verdict in one or two English sentences, for the command line and reports.
 *
 * @param names of the providers, in the order of the run
 */
export function verdictSentence(verdict: Verdict, names: readonly string[]): string {
	const name = (provider: number): string => names[provider] ?? `provider ${provider + 1}`;
	switch (verdict.type) {
		case 'winner':
			return `${winnerSentence(name(verdict.provider), verdict.over, name)}${notCompared(verdict.notCompared, name)}`;
		case 'tie':
			return `${tieSentence(verdict, name)}${notCompared(verdict.notCompared, name)}`;
		case 'one-race':
			return raceSentence(verdict.ranking, name);
		case 'refusal':
			return `No verdict: ${refusalClause(verdict)}.`;
		default:
			return assertNever(verdict);
	}
}

type NameOf = (provider: number) => string;

function winnerSentence(winner: string, over: readonly Against[], name: NameOf): string {
	const [first, ...more] = over;
	if (first === undefined) return `${winner} wins.`;
	const closest = more.reduce((near, against) => (against.difference < near.difference ? against : near), first);
	const others = listed(over.map(({ provider }) => name(provider)));
	const opening =
		more.length === 0
			? `${winner} is more fluid than ${others}`
			: `${winner} is more fluid than ${others}, of which ${name(closest.provider)} comes closest`;
	return `${opening}: its fluidity-index is higher by ${difference(closest)}.`;
}

function difference({ difference, interval, n, correctedP }: Against): string {
	const bounds = interval === null ? '' : `95 % interval ${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}, `;
	const p = correctedP < 0.001 ? 'p < 0.001' : `p = ${correctedP.toFixed(3)}`;
	return `${difference.toFixed(3)} (${bounds}n = ${n} pairs, ${p})`;
}

function tieSentence(verdict: Extract<Verdict, { type: 'tie' }>, name: NameOf): string {
	const { provider, level, behind, n, more } = verdict;
	const tied = listed([provider, ...level.map((against) => against.provider)].map(name));
	const rest =
		more === null
			? 'some are exactly level, so no number of requests would tell'
			: `about ${rounded(more)} more would tell`;
	const ahead =
		behind.length === 0
			? ''
			: ` ${name(provider)} is more fluid than ${listed(behind.map((against) => name(against.provider)))}.`;
	return `${tied} are not distinguishable on ${n} requests each; ${rest}.${ahead}`;
}

function notCompared(providers: readonly number[], name: NameOf): string {
	return providers.length === 0 ? '' : ` Too few requests to compare: ${listed(providers.map(name))}.`;
}

function raceSentence(ranking: Extract<Verdict, { type: 'one-race' }>['ranking'], name: NameOf): string {
	const best = ranking[0]?.fluidityIndex ?? 0;
	// Nobody who missed a deadline is level with one who missed none, nor one of whom nothing counts with another.
	const isLevel = (index: number): boolean =>
		best === 1 || index === 0 ? index === best : best - index < LEVEL_WITHIN;
	const first = ranking.filter(({ fluidityIndex }) => isLevel(fluidityIndex));
	const next = ranking[first.length];
	const leaders = listed(first.map(({ provider }) => name(provider)));
	if (next === undefined) return `In this race, ${leaders} were level, with a fluidity-index of ${best.toFixed(3)}.`;
	return `In this race, ${leaders} came first with a fluidity-index of ${best.toFixed(3)}, before ${name(next.provider)} with ${next.fluidityIndex.toFixed(3)}.`;
}

function refusalClause(refusal: Refusal): string {
	switch (refusal.reason) {
		case 'unhealthy':
			return refusal.healthReasons.length === 0
				? 'the health of the measurement is not known'
				: `the measurement is unhealthy. ${refusal.healthReasons.join(' ').replace(/\.$/, '')}`;
		case 'too-few':
			return `n = ${refusal.n} ${byCount(refusal.n, 'request')} each; a winner can be named from ${refusal.least} on`;
		case 'accountings-differ':
			return accountingsClause(refusal.accountings);
		case 'exploratory':
			return 'scores under deadlines or a definition chosen after the run are exploratory';
		case 'all-failed':
			return 'no request of any provider was completed';
		case 'nobody-to-compare':
			return 'fewer than two providers have a request that counts';
		default:
			return assertNever(refusal);
	}
}

/** Where everybody was counted alike, why that compares nobody. */
const INCOMPARABLE: Readonly<Record<string, string>> = {
	estimate:
		'tokens were only estimated, for this run was never counted; an estimate is another amount of text for each provider',
	native: 'tokens were counted as each provider counts them, which is another amount of text for each',
	'by chunk': 'chunks were counted, and each provider puts another amount of text into one',
};

function accountingsClause(accountings: readonly string[]): string {
	const [only = '', ...others] = accountings;
	const why = others.length === 0 ? INCOMPARABLE[only] : undefined;
	return why ?? `tokens were counted in ways that cannot be compared (${listed(accountings)})`;
}

/** To two digits, upwards: it is a rough figure. */
function rounded(count: number): string {
	const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
	return (Math.ceil(count / unit) * unit).toLocaleString('en');
}

function listed(items: readonly string[]): string {
	return new Intl.ListFormat('en').format(items);
}
