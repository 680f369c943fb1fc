import type { Problem } from '../../core/api.ts';

/** Azure's: the only query that is known to be part of an address. Any other may hold a key. */
const OPEN_QUERY = 'api-version';
/** `2024-06-01-preview`, `v1` and `latest`, but nothing that a key may be. */
const VERSION = /^(?:\d{4}-\d{2}-\d{2}(?:-[a-z]{1,12})?|[a-z]{1,12}\d{0,3})$/;

/**
 * What is wrong with a provider's base URL; null where nothing is. It is not repeated: it may hold a key. Codes:
 * `bad-address`, `address-with-user`, `address-with-query`, `bad-api-version`.
 */
export function addressProblem(baseUrl: string): Problem | null {
	const url = URL.parse(baseUrl);
	if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		return { code: 'bad-address', message: 'The base URL must look like https://api.example.com/v1.' };
	}
	if (url.username || url.password) {
		return keyInAddress('address-with-user', 'The base URL must hold no user name or password.');
	}
	if (url.hash || [...url.searchParams.keys()].some((name) => name !== OPEN_QUERY)) {
		return keyInAddress(
			'address-with-query',
			`The base URL may have no query but ${OPEN_QUERY}, and nothing after a #.`,
		);
	}
	if (url.searchParams.getAll(OPEN_QUERY).some((version) => !VERSION.test(version))) {
		return keyInAddress('bad-api-version', `The ${OPEN_QUERY} of the base URL must look like 2024-06-01-preview.`);
	}
	return null;
}

/** Where the wrong part may be a key. */
function keyInAddress(code: string, wrong: string): Problem {
	return { code, message: `${wrong} A key belongs into the key field, or into the variable that --key-env names.` };
}
