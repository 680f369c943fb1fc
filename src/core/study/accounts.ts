import type { CountedRequest } from '../counted-requests.ts';
import type { Definition } from '../definition.ts';
import type { Price } from '../recording.ts';
import type { Accounting } from '../request-score.ts';
import type { ProviderScore } from '../scorecard.ts';
import type { AccountingFacts, Cost, ErrorGroup, ProviderStudy } from '../study-schema.ts';
import type { Counted } from './method.ts';

const PER_PRICE = 1_000_000;

/** Failures by how and why, the most frequent first; those alike in number in the order they came. */
export function errorGroups(failures: ProviderScore['failures']): ErrorGroup[] {
	const groups = new Map<string, ProviderScore['failures'][number][]>();
	for (const failure of failures) {
		const { state, kind, status, code } = failure;
		const key = JSON.stringify([state, kind, status, code]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [failure]);
		else group.push(failure);
	}
	return [...groups.values()]
		.map((group): ErrorGroup => {
			const [{ state, kind, status, code, message }] = group as [ProviderScore['failures'][number]];
			const retryAftersMs = group.flatMap(({ retryAfterMs }) => retryAfterMs ?? []).sort((one, other) => one - other);
			return { state, kind, status, code, count: group.length, retryAftersMs, message };
		})
		.sort((one, other) => other.count - one.count);
}

/** Who answered the requests that count, where the provider is a router that says so. */
export function upstreamsOf(entries: readonly CountedRequest[]): ProviderStudy['upstreams'] {
	const requests = new Map<string, number>();
	for (const { request, standing } of entries) {
		const name = request.ended?.upstream ?? null;
		if (name !== null && standing !== 'left-out') requests.set(name, (requests.get(name) ?? 0) + 1);
	}
	return [...requests].map(([name, count]) => ({ name, requests: count }));
}

/** What a provider's requests cost by its own account of tokens, whatever became of them. */
export function costOf(entries: readonly CountedRequest[], price: Price | null): Cost {
	const sent = entries.filter(({ request }) => request.sent !== null);
	let requests = 0;
	let promptTokens = 0;
	let completionTokens = 0;
	let reasoningTokens = 0;
	let cachedTokens: number | null = null;
	for (const { request } of sent) {
		const usage = request.ended?.usage ?? null;
		if (usage === null) continue;
		if (usage.cachedTokens !== null) cachedTokens = (cachedTokens ?? 0) + usage.cachedTokens;
		if (usage.promptTokens === null || usage.completionTokens === null) continue;
		requests += 1;
		promptTokens += usage.promptTokens;
		completionTokens += usage.completionTokens;
		reasoningTokens += usage.reasoningTokens ?? 0;
	}
	const total = price === null || requests === 0 ? null : dollars(promptTokens, completionTokens, price);
	return {
		price,
		requests,
		unaccounted: sent.length - requests,
		promptTokens,
		completionTokens,
		reasoningTokens,
		cachedTokens,
		total,
		perRequest: total === null ? null : total / requests,
	};
}

/** What each request cost that its provider told the usage of, in US dollars. */
export function accountedCosts(entries: readonly CountedRequest[], price: Price): number[] {
	return entries.flatMap(({ request: { sent, ended } }) => {
		const { promptTokens = null, completionTokens = null } = ended?.usage ?? {};
		if (sent === null || promptTokens === null || completionTokens === null) return [];
		return dollars(promptTokens, completionTokens, price);
	});
}

function dollars(promptTokens: number, completionTokens: number, price: Price): number {
	return (promptTokens * price.inputPerMillion + completionTokens * price.outputPerMillion) / PER_PRICE;
}

/** The tokens of a request by either count. */
export interface TokensBothWays {
	readonly common: number;
	readonly native: number;
	readonly source: AccountingFacts['nativeSources'][number];
}

/** Of each request that counts and has both. */
export function tokensCountedBothWays(
	entries: readonly CountedRequest[],
	{ reasoning }: Pick<Definition, 'reasoning'>,
): TokensBothWays[] {
	return seenOf(entries).flatMap(({ request, score: { native, nativeVisibleTokens } }) => {
		if (native === null || nativeVisibleTokens === null || request.commonTokens === null) return [];
		const tokens = request.commonTokens;
		const common = request.arrivals.reduce(
			(sum, { kind }, index) =>
				sum + (kind === 'text' || (kind === 'reasoning' && reasoning === 'in') ? (tokens[index] ?? 0) : 0),
			0,
		);
		return { common, native: nativeVisibleTokens, source: native.source };
	});
}

function seenOf(entries: readonly CountedRequest[]): CountedRequest[] {
	return entries.filter(({ standing, request }) => standing !== 'left-out' && request.arrivals.length > 0);
}

/**
 * Whether a provider's numbers rest on tokens that were only estimated. Chunks are counted; and where nothing was
 * completed there is no estimate, for what failed counts 0 whoever counts.
 */
export function restsOnEstimates(
	{ accounting, requests }: Pick<ProviderStudy, 'accounting' | 'requests'>,
	{ definition, scorecard }: Counted,
): boolean {
	if (scorecard.run.accounting !== 'estimate' || definition.unit === 'chunk') return false;
	return accounting.used !== 'native' && requests.completed > 0;
}

/** How far the provider's own count of the same output lies from the common one. */
export function accountingFacts(
	entries: readonly CountedRequest[],
	definition: Definition,
	shared: Accounting,
): AccountingFacts {
	const used = new Set(seenOf(entries).map(({ score }) => score.accounting));
	const [only = shared, ...others] = used;
	const both = tokensCountedBothWays(entries, definition);
	const commonTokens = both.reduce((sum, { common }) => sum + common, 0);
	const nativeTokens = both.reduce((sum, { native }) => sum + native, 0);
	return {
		used: others.length > 0 ? 'mixed' : only,
		requests: both.length,
		commonTokens,
		nativeTokens,
		disagreement: commonTokens === 0 ? null : nativeTokens / commonTokens - 1,
		nativeSources: [...new Set(both.map(({ source }) => source))],
	};
}
