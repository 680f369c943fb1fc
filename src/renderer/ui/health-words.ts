import type { Health, HealthTrouble } from '../../core/health.ts';
import type { Speech } from './language.ts';

/** A reason for distrust in the language that holds: what is wrong and what would help. */
export function healthWords(
	{ code, value, limit }: HealthTrouble,
	{ t, formats }: Pick<Speech, 't' | 'formats'>,
): string {
	if (code === 'lost-batches') return t('health.lost-batches', { value: formats.count(value) });
	return t(`health.${code}`, { value: formats.tenths(value), limit: formats.tenths(limit) });
}

/** What else was seen of the measurement, each in a sentence: what did not happen is left out where it is the rule. */
export function healthFacts(health: Health, { t, formats }: Pick<Speech, 't' | 'formats'>): string[] {
	const { scheduleLagP99Ms, skewMs, coldConnections, multiFrameReads, reads, httpVersions, contentEncodings } = health;
	const counts = { several: formats.count(multiFrameReads), reads: formats.count(reads) };
	return [
		t('health.sending', { lag: formats.milliseconds(scheduleLagP99Ms), skew: formats.milliseconds(skewMs) }),
		t('health.reads', { ...counts, cold: formats.count(coldConnections) }),
		...(httpVersions.length === 0 ? [] : [t('health.protocols', { names: formats.names(httpVersions) })]),
		...(contentEncodings.length === 0 ? [] : [t('health.encodings', { names: formats.names(contentEncodings) })]),
		...(health.proxied ? [t('health.proxied')] : []),
		...(health.cachedPromptTokens === 0
			? []
			: [t('health.cached', { tokens: formats.count(health.cachedPromptTokens) })]),
	];
}
