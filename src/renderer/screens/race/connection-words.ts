import type { ColumnFacts } from '../../live/column-facts.ts';
import type { Speech } from '../../ui/language.ts';

/** How a request's connection came about and when its answer began: what stands beside TTFT, and whether it is inside. */
export function connectionWords(
	{ connection, firstByteMs }: Pick<ColumnFacts, 'connection' | 'firstByteMs'>,
	{ t, formats }: Pick<Speech, 't' | 'formats'>,
): string[] {
	if (connection === null) return [];
	const { cold, reused, lookupNs, connectNs, secureNs, protocol } = connection;
	const time = (ns: number | null): string =>
		ns === null ? t('explain.noStep') : `${formats.milliseconds(ns / 1e6)} ${t('draft.ms')}`;
	const steps = { lookup: time(lookupNs), connect: time(connectNs), secure: time(secureNs), protocol };
	return [
		t(cold ? 'explain.cold' : reused ? 'explain.connectionReused' : 'explain.connectedBefore'),
		...(reused ? [] : [t('explain.connectionSteps', steps)]),
		...(firstByteMs === null ? [] : [t('explain.firstByte', { time: time(firstByteMs * 1e6) })]),
	];
}
