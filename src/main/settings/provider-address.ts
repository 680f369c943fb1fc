import type { Problem } from '../../core/api.ts';

/** What is wrong with a provider's base URL; null where nothing is. */
export function addressProblem(baseUrl: string): Problem | null {
	const url = URL.parse(baseUrl);
	if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		return { code: 'bad-address', message: 'The base URL must look like https://api.example.com/v1.' };
	}
	if (url.username || url.password) {
		return { code: 'bad-address', message: 'The base URL must hold no user name or password. Enter the key apart.' };
	}
	return null;
}
