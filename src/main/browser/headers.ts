import type { IncomingHttpHeaders } from 'node:http';

/** What every answer carries: nothing but this server's own files and its socket may be loaded, framed or read. */
export function securityHeaders(host: string): Readonly<Record<string, string>> {
	return {
		'content-security-policy': [
			"default-src 'none'",
			"script-src 'self'",
			"worker-src 'self'",
			"style-src 'self'",
			"font-src 'self'",
			"img-src 'self' data: blob:",
			`connect-src 'self' ws://${host}`,
			"base-uri 'none'",
			"form-action 'none'",
			"frame-ancestors 'none'",
		].join('; '),
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'referrer-policy': 'no-referrer',
		'x-content-type-options': 'nosniff',
	};
}

/**
 * The status that refuses a request by where it says it comes from; null where it may be answered. A page of another
 * origin cannot lie in any of these headers. A program can: what it may have is decided by the token and the secret.
 *
 * @param host this server's own, with its port
 */
export function refusalByOrigin(headers: IncomingHttpHeaders, host: string, needsOrigin: boolean): 403 | 421 | null {
	// A name of somebody else's that was made to point here: DNS rebinding.
	if (headers.host !== host) return 421;
	if (headers.origin === undefined) return needsOrigin || isForeignLoad(headers) ? 403 : null;
	return headers.origin === `http://${host}` ? null : 403;
}

/** A script, image or frame for another page. Following a link, or the opening file, is none. */
function isForeignLoad(headers: IncomingHttpHeaders): boolean {
	const site = headers['sec-fetch-site'];
	if (site === undefined || site === 'same-origin' || site === 'none') return false;
	return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}
