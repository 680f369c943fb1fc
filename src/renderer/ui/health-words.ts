import type { HealthTrouble } from '../../core/health.ts';
import type { Speech } from './language.ts';

/** A reason for distrust in the language that holds: what is wrong and what would help. */
export function healthWords(
	{ code, value, limit }: HealthTrouble,
	{ t, formats }: Pick<Speech, 't' | 'formats'>,
): string {
	if (code === 'lost-batches') return t('health.lost-batches', { value: formats.count(value) });
	return t(`health.${code}`, { value: formats.tenths(value), limit: formats.tenths(limit) });
}
