import type { Failure, FailurePhase } from '../../core/events.ts';
import { MESSAGE_CHARACTERS } from './dialects/provider-error.ts';
import { excerpt } from './framing/excerpt.ts';

/** The peer ended the stream: with or without ceremony, what it had promised is missing. */
const CLOSED_BY_PEER = new Set([
	'UND_ERR_SOCKET',
	'ECONNRESET',
	'EPIPE',
	'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
	'HPE_INVALID_EOF_STATE',
]);

/** Besides llhttp's own codes, `HPE_…`: the peer said more than any API does. */
const BAD_PROTOCOL = new Set(['FLOODED', 'UND_ERR_HEADERS_OVERFLOW']);

const ADVICE: Readonly<Record<string, (host: string) => string>> = {
	ECONNREFUSED: (host) => `Nothing listens at ${host} (connection refused). Is the server running?`,
	ENOTFOUND: (host) => `No such host: ${host}. Check the base URL.`,
	EAI_AGAIN: (host) => `The name ${host} could not be looked up just now. Check the network.`,
	ETIMEDOUT: (host) => `${host} did not answer in time.`,
	UND_ERR_CONNECT_TIMEOUT: (host) => `${host} did not accept a connection in time.`,
	EHOSTUNREACH: (host) => `There is no route to ${host}. Check the network.`,
	ENETUNREACH: (host) => `There is no route to ${host}. Check the network.`,
	UND_ERR_SOCKET: (host) => `${host} closed the connection.`,
	EPIPE: (host) => `${host} closed the connection.`,
	ECONNRESET: (host) => `${host} reset the connection.`,
	ERR_TLS_CERT_ALTNAME_INVALID: (host) => `The certificate of ${host} is for another name.`,
	DEPTH_ZERO_SELF_SIGNED_CERT: (host) => `The certificate of ${host} is self-signed and not trusted here.`,
	SELF_SIGNED_CERT_IN_CHAIN: (host) => `The certificate of ${host} leads to an authority that is not trusted here.`,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host) => `The certificate of ${host} is from an authority that is not known here.`,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: (host) =>
		`The certificate of ${host} is from an authority that is not known here.`,
	CERT_HAS_EXPIRED: (host) => `The certificate of ${host} has expired.`,
	FLOODED: (host) => `${host} sent so much at once that it could not be read. Is this a stream of tokens?`,
	UND_ERR_HEADERS_OVERFLOW: (host) => `${host} sent larger headers than can be read. Is this an API?`,
	EPROTO: (host) => `${host} does not speak TLS there. Is the base URL's scheme right?`,
	ERR_SSL_WRONG_VERSION_NUMBER: (host) => `${host} does not speak TLS there. Is the base URL's scheme right?`,
};

/** The system's or undici's code of an error, looked for in its causes too. */
export function errorCode(error: Error): string | null {
	if ('code' in error && typeof error.code === 'string') return error.code;
	return error.cause instanceof Error ? errorCode(error.cause) : null;
}

/** What a failed connection or a broken stream means. `host` is the host and port, for the message. */
export function transportFailure(error: Error, phase: FailurePhase, host: string): Failure {
	const code = errorCode(error);
	const advice = code === null ? undefined : ADVICE[code];
	const message = advice?.(host) ?? `${host}: ${excerpt(error.message, MESSAGE_CHARACTERS)}`;
	if (phase === 'connect' && code === 'UND_ERR_CONNECT_TIMEOUT') return failure('timeout', phase, message, { code });
	if (phase === 'stream' && code !== null && CLOSED_BY_PEER.has(code)) {
		return failure('truncated', phase, `The stream broke off before it was finished: ${message}`, { code });
	}
	const spokeBadly = code !== null && (BAD_PROTOCOL.has(code) || code.startsWith('HPE_'));
	return failure(spokeBadly ? 'protocol' : 'network', phase, message, { code });
}

/** A failure with what is not known left null. */
export function failure(
	kind: Failure['kind'],
	phase: FailurePhase,
	message: string,
	known: Partial<Pick<Failure, 'status' | 'code' | 'retryAfterMs'>> = {},
): Failure {
	return { kind, phase, status: null, code: null, retryAfterMs: null, message, ...known };
}
