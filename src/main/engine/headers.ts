import type { Redactor } from './redact.ts';

/** What the transport adds to every request: a compressed stream comes in the compressor's blocks, not as it was written. */
export const TRANSPORT_HEADERS = { 'accept-encoding': 'identity' } as const;

/** The only header names, of requests and responses, whose values may leave the engine. */
const ALLOWED = new Set([
	'accept',
	'accept-encoding',
	'content-encoding',
	'content-type',
	'date',
	'openai-processing-ms',
	'retry-after',
	'retry-after-ms',
	'server',
	'via',
	'x-accel-buffering',
	'x-request-id',
]);
const ALLOWED_FAMILIES = /^(?:x-ratelimit|anthropic-ratelimit)-/;

/** The headers that may be recorded, without any secret that a server put into them. */
export function allowedHeaders(headers: Readonly<Record<string, string>>, redactor: Redactor): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers)
			.filter(([name]) => ALLOWED.has(name) || ALLOWED_FAMILIES.test(name))
			.map(([name, value]) => [name, redactor.redact(value)]),
	);
}
