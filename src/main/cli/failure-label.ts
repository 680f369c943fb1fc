import type { Failure, RequestState } from '../../core/events.ts';

/**
 * How a request failed, in a word or two, for beside a message: a provider's own words may be no more than "Not Found".
 * Null where the state says as much.
 */
export function failureLabel({ kind, status }: Pick<Failure, 'kind' | 'status'>, state: RequestState): string | null {
	if (kind === 'http') return `HTTP ${status}`;
	if (kind === state || kind === 'aborted') return null;
	return status === null ? kind : `${kind}, status ${status}`;
}
