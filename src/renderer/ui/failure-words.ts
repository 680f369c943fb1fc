import type { Failure } from '../../core/events.ts';
import type { WordKey } from './words/words.ts';

/** A failure in words: what happened and what to do, as word keys. The provider's own message is shown besides. */
export interface FailureWords {
	readonly title: WordKey;
	readonly advice: WordKey;
	/** The advice in a few words, for a small column. */
	readonly short: WordKey;
}

/** Names a failure by its kind, status, code and phase: never by its text. */
export function failureWords(failure: Failure): FailureWords {
	switch (failure.kind) {
		case 'http':
			return httpWords(failure.status);
		case 'network':
			return networkWords(failure.code ?? '');
		case 'timeout':
			if (failure.code === 'total-timeout') return words('fail.totalTimeout');
			if (failure.phase === 'connect') return words('fail.connectTimeout');
			return words(failure.phase === 'headers' ? 'fail.answerTimeout' : 'fail.idleTimeout');
		case 'truncated':
			return words('fail.truncated');
		case 'protocol':
			if (failure.code === 'content-encoding') return words('fail.compressed');
			if (failure.code === 'not-a-stream') return words('fail.notStream');
			if (failure.status !== null && failure.status >= 400) return httpWords(failure.status);
			return words(
				failure.code === 'malformed' || failure.code === 'frame-too-large' ? 'fail.malformed' : 'fail.errorFrame',
			);
		case 'aborted':
			return words('fail.cancelled');
		case 'held':
			return words('fail.held');
	}
}

type FailureStem =
	| 'fail.key'
	| 'fail.credit'
	| 'fail.forbidden'
	| 'fail.notFound'
	| 'fail.rateLimit'
	| 'fail.server'
	| 'fail.redirect'
	| 'fail.request'
	| 'fail.refused'
	| 'fail.dns'
	| 'fail.tls'
	| 'fail.network'
	| 'fail.connectTimeout'
	| 'fail.answerTimeout'
	| 'fail.idleTimeout'
	| 'fail.totalTimeout'
	| 'fail.truncated'
	| 'fail.compressed'
	| 'fail.notStream'
	| 'fail.malformed'
	| 'fail.errorFrame'
	| 'fail.cancelled'
	| 'fail.held';

function words(stem: FailureStem): FailureWords {
	return { title: stem, advice: `${stem}.do`, short: `${stem}.short` };
}

function httpWords(status: number | null): FailureWords {
	if (status === 401) return words('fail.key');
	if (status === 402) return words('fail.credit');
	if (status === 403) return words('fail.forbidden');
	if (status === 404) return words('fail.notFound');
	if (status === 429) return words('fail.rateLimit');
	if (status !== null && status >= 500) return words('fail.server');
	if (status !== null && status >= 300 && status < 400) return words('fail.redirect');
	return words('fail.request');
}

function networkWords(code: string): FailureWords {
	if (code === 'ECONNREFUSED') return words('fail.refused');
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return words('fail.dns');
	if (/^(?:ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(?:VERIFY|GET)|EPROTO)/.test(code))
		return words('fail.tls');
	return words('fail.network');
}
