import { expect, it } from 'vitest';
import { allowedHeaders } from '../../../src/main/engine/headers.ts';
import { createRedactor } from '../../../src/main/engine/redact.ts';

// Would catch a header that is recorded, masked or not, because nobody thought of it.
it('of headers, only those on the list leave the engine', () => {
	const kept = {
		'content-type': 'text/event-stream',
		'retry-after': '2',
		'x-request-id': 'r-1',
		'x-ratelimit-remaining-tokens': '9',
		via: '1.1 proxy',
	};
	const dropped = {
		'set-cookie': 'session=1',
		authorization: 'Bearer k',
		'api-key': 'k',
		cookie: 'session=1',
		'openai-organization': 'org-1',
		location: 'https://elsewhere.test',
		'x-ratelimited': 'no',
		'x-other': 'anything',
	};
	expect(allowedHeaders({ ...dropped, ...kept }, createRedactor([]))).toEqual(kept);
});

it('of a secret in a header on the list, nothing leaves it', () => {
	const key = 'sk-secret-0123456789abcdef';
	const [value] = Object.values(allowedHeaders({ 'x-request-id': `for-${key}` }, createRedactor([key])));
	expect(value).toMatch(/^for-•+$/);
});
