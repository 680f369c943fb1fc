import { byCount } from '../by-count.ts';
import type { ProviderStudy, Study } from '../study-schema.ts';
import { isLoopback } from './merge.ts';
import { isolatedName } from './names.ts';

/** What the sentences on limits are made of. */
export type LimitFacts = Pick<Study, 'runs' | 'providers' | 'scorecard' | 'uncertainty'>;

/** With fewer requests only large differences can be seen; and a P99 is hardly more than the largest one. */
const FEW = 30;
const FEW_FOR_P99 = 100;

/** What this study cannot tell, each sentence from a fact of it. The most important first. */
export function limitSentences({ runs, providers, scorecard, uncertainty }: LimitFacts): string[] {
	const limits: string[] = [];
	const counts = providers.map(({ requests }) => requests.counted);
	const least = Math.min(...counts);
	const most = Math.max(...counts);
	const health = scorecard.health;
	if (health === null) limits.push('The measurement’s health is not known: the run was cut off before it was judged.');
	else if (!health.healthy)
		limits.push('The measurement was unhealthy: its numbers may be those of the machine that measured.');
	if (runs.some(({ closed }) => !closed)) limits.push('A recording was cut off: what came after is missing.');
	if (uncertainty !== null && most < FEW) {
		limits.push(
			`Of each provider ${range(least, most)} ${byCount(most, 'request counts', 'requests count')}: only large differences can be seen with so few.`,
		);
	}
	const few = providers.filter(({ requests }) => requests.completed < FEW_FOR_P99).length;
	if (few > 0) {
		limits.push(
			`${few === providers.length ? 'Every provider' : `${few} of ${providers.length} providers`} completed fewer than ${FEW_FOR_P99} requests: a P99 of so few is hardly more than the slowest one.`,
		);
	}
	const prompts = new Set(runs.map(({ prompt }) => prompt)).size;
	const outputs = new Set(runs.map(({ maxTokens }) => maxTokens));
	limits.push(
		`${prompts === 1 ? 'One prompt was' : `${prompts} prompts were`} asked, for at most ${[...outputs].join(' or ')} output ${byCount(Math.max(...outputs), 'token')}: other prompts and lengths may give another picture.`,
	);
	limits.push(
		runs.length === 1
			? `It was one sitting, begun ${runs[0]?.startedAt ?? ''}: providers change by the hour and by the day.`
			: `It was ${runs.length} sittings, from ${runs[0]?.startedAt ?? ''} to ${runs.at(-1)?.startedAt ?? ''}: providers change by the hour and by the day.`,
	);
	const machines = new Set(runs.map(({ environment }) => JSON.stringify(environment))).size;
	limits.push(
		machines === 1
			? 'One machine on one network measured everything: from elsewhere the same providers may look otherwise.'
			: `${machines} kinds of machines measured: differences between runs may be theirs.`,
	);
	const local = providers.filter(({ endpoints }) => endpoints.every(isLoopback));
	if (local.length > 0) {
		limits.push(
			`${local.length === providers.length && local.length > 1 ? 'All providers' : listed(local)} answered from the measuring machine itself: no network lay between, and its processors were shared.`,
		);
	}
	for (const provider of providers.filter(({ endpoints }) => endpoints.length > 1)) {
		limits.push(
			`${isolatedName(provider.name)} was asked at ${provider.endpoints.length} addresses, which count as one: ${provider.endpoints.join(', ')}.`,
		);
	}
	for (const { name, upstreams } of providers.filter((provider) => provider.upstreams.length > 1)) {
		limits.push(
			`${isolatedName(name)} is a router and was answered by ${upstreamsText(upstreams)}: its numbers mix them.`,
		);
	}
	if (scorecard.run.accounting === 'estimate')
		limits.push('Token counts are estimates, and all that follows from them.');
	limits.push(
		'Requests of one sitting are taken as independent; a slow spell of a provider makes intervals narrower than they should be.',
	);
	limits.push('Speed only: nothing here says whether the answers are good.');
	return limits;
}

function range(least: number, most: number): string {
	return least === most ? `${most}` : `${least} to ${most}`;
}

/** Upstreams, each with how many requests it answered. */
export function upstreamsText(upstreams: ProviderStudy['upstreams']): string {
	return upstreams.map(({ name, requests }) => `${isolatedName(name)} (${requests})`).join(', ');
}

function listed(providers: readonly Pick<ProviderStudy, 'name'>[]): string {
	return new Intl.ListFormat('en').format(providers.map(({ name }) => isolatedName(name)));
}
