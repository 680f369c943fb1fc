import { isOpenHeader, type Problem, type ProviderInput, type Result } from '../core/api.ts';
import type { StoredProvider } from './settings/settings-file.ts';

/**
 * What HTTP itself says of a connection, and of whom a request is for: with another `host`, a server that many share hands
 * the key to whoever it belongs to, and by undici even the certificate would be that one's.
 */
const OF_HTTP: ReadonlySet<string> = new Set([
	'connection',
	'content-length',
	'expect',
	'host',
	'keep-alive',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
]);

/** Whether a header is not for a provider to have: the requests' own are sent, whatever else is asked for. */
export function isOfHttp(name: string): boolean {
	return OF_HTTP.has(name.toLowerCase());
}

/**
 * Headers as they are stored: values that are no secrets, of the input or as they were. Problems: `bad-header`,
 * `header-empty`, `header-twice`, `header-of-http`.
 */
export function headersToStore(
	{ headers: given }: Pick<ProviderInput, 'headers'>,
	before: Pick<StoredProvider, 'headers'> | null,
): Result<StoredProvider['headers']> {
	const headers: StoredProvider['headers'] = [];
	for (const { name, value } of given) {
		if (isOfHttp(name)) {
			return refused('header-of-http', `The header ${name} is one of HTTP itself: the app sets it. Take it out.`);
		}
		if (value !== null && !isHeaderValue(value)) {
			return refused('bad-header', `The header ${name} cannot have that value.`);
		}
		if (headers.some((other) => sameHeader(other.name, name))) {
			return refused('header-twice', `The header ${name} is there twice.`);
		}
		const kept = value ?? before?.headers.find((other) => sameHeader(other.name, name))?.value ?? null;
		if (isOpenHeader(name) && kept === null) return refused('header-empty', `Enter the value of the header ${name}.`);
		headers.push({ name, value: isOpenHeader(name) ? kept : null });
	}
	return { ok: true, value: headers };
}

/** What a header may hold: RFC 9110, section 5.5. */
function isHeaderValue(text: string): boolean {
	return /^[\t\x20-\x7e\x80-\xff]+$/.test(text);
}

function sameHeader(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

function refused(code: string, message: string): { readonly ok: false; readonly problem: Problem } {
	return { ok: false, problem: { code, message } };
}
