import type { Redactor } from './redact.ts';

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
