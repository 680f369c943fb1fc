import { expect, test } from 'vitest';
import { shownKeyProblem } from '../../src/main/shown-key.ts';
import { canary, findCanary } from '../support/canary.ts';

const KEY = canary('shown');
const OTHER = 'sk-another-0123456789';
const provider = {
	name: 'Example',
	baseUrl: 'https://api.example.com/v1',
	model: 'm',
	headers: [
		{ name: 'X-Title', value: 'Bench' },
		{ name: 'X-Secret', value: null },
	],
};

// Would catch a key that was pasted into the wrong field, and is in the settings, on the page and in every report.
test.each([
	['key-in-name', 'name', { name: `Example ${KEY}` }],
	['key-in-model', 'model', { model: KEY }],
	['key-in-address', 'base URL', { baseUrl: `https://api.example.com/${encodeURIComponent(KEY)}/v1` }],
	['key-in-header', 'header User-Agent', { headers: [{ name: 'User-Agent', value: `me/${KEY}` }] }],
	['key-in-header', 'header X-Title', { headers: [{ name: 'X-Title', value: Buffer.from(KEY).toString('base64') }] }],
	['key-in-header-name', 'name of a header', { headers: [{ name: OTHER, value: null }] }],
])('is told by %s: a key in the %s is refused, and not repeated', (code, where, changed) => {
	const problem = shownKeyProblem({ ...provider, ...changed }, [OTHER, KEY]);
	expect(problem).toMatchObject({ code, message: expect.stringContaining(`The ${where} holds the key`) });
	expect(findCanary(problem?.message ?? '', KEY)).toBeNull();
	expect(problem?.message).not.toContain(OTHER);
});

test('a provider without its key is as it should be, and a placeholder is no key', () => {
	expect(shownKeyProblem(provider, [KEY])).toBeNull();
	expect(shownKeyProblem(provider, [])).toBeNull();
	expect(shownKeyProblem({ ...provider, model: 'EMPTY' }, ['EMPTY'])).toBeNull();
});
