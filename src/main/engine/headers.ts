import type { Redactor } from './redact.ts';

/** What the transport adds to every request: a compressed stream comes in the compressor's blocks, not as it was written. */
export const TRANSPORT_HEADERS = { 'accept-encoding': 'identity' } as const;

/** Headers by which what stands between a client and a server names itself: RFC 9110's, and those of delivery networks. */
const PROXY_HEADERS = ['via', 'cf-ray', 'x-amz-cf-id', 'x-cache', 'x-served-by', 'x-varnish'] as const;

/** The only header names, of requests and responses, whose values may leave the engine. */
const ALLOWED = new Set<string>([
	...PROXY_HEADERS,
	'accept',
	'accept-encoding',
	'content-encoding',
	'content-type',
	'date',
	'openai-processing-ms',
	'retry-after',
	'retry-after-ms',
	'server',
	'x-accel-buffering',
	'x-request-id',
]);
const ALLOWED_FAMILIES = /^(?:x-ratelimit|anthropic-ratelimit)-/;

/** The headers that may be recorded, without any secret that a server put into them. */
export function allowedHeaders(headers: Readonly<Record<string, string>>, redactor: Redactor): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers)
			.filter(([name]) => ALLOWED.has(name) || ALLOWED_FAMILIES.test(name))
			.map(([name, value]) => [redactor.redact(name), redactor.redact(value)]),
	);
}

/** Whether something in between named itself in a response. What says nothing cannot be seen. */
export function namesProxy(headers: Readonly<Record<string, string>>): boolean {
	return PROXY_HEADERS.some((name) => name in headers);
}
