import { describe, expect, test } from 'vitest';
import { keyVariableProblem } from '../../src/main/key-variable.ts';
import type { StoredProvider } from '../../src/main/settings/settings-file.ts';

function provider(id: string, baseUrl: string, keyVariable: string | null = null): StoredProvider {
	return { id, name: id, baseUrl, model: 'm', headers: [], price: null, keyVariable };
}
const own = provider('own-1', 'https://api.example.com/v1');

describe('the name of a variable that holds a key', () => {
	test.each(['OPENAI_API_KEY', 'OPENAI_APIKEY', 'HF_TOKEN', 'KEY', 'TOKEN', 'APIKEY', 'my_key'])(
		'may be %s',
		(name) => {
			expect(keyVariableProblem(name, own, [own])).toBeNull();
		},
	);

	test.each(['HOME', 'PATH', 'DATABASE_URL', 'PGPASSWORD', 'MONKEY', 'KEY_FILE', 'TOKENS', 'constructor'])(
		'is not %s',
		(name) => {
			expect(keyVariableProblem(name, own, [own])).toMatchObject({ code: 'bad-key-variable' });
		},
	);

	// Would catch the key itself, pasted where its variable's name belongs, on the page that says so.
	test('is not repeated where it may be the key', () => {
		const problem = keyVariableProblem('gsk_9f8e7d6c5b4a39281706', own, [own]);
		expect(problem?.message).toMatch(/KEY or TOKEN/);
		expect(problem?.message).not.toContain('9f8e7d');
	});
});

describe('a variable that a provider uses', () => {
	const user = provider('own-2', 'https://api.example.com/v2', 'A_KEY');

	test('may be used again by itself, and for the same origin', () => {
		expect(keyVariableProblem('A_KEY', user, [own, user])).toBeNull();
		expect(keyVariableProblem('A_KEY', own, [own, user])).toBeNull();
	});

	test.each(['https://evil.example/v1', 'http://api.example.com/v1', 'https://api.example.com:444/v1'])(
		'may not be used for %s, in whatever letters it is written',
		(baseUrl) => {
			const other = provider('own-3', baseUrl);
			for (const name of ['A_KEY', 'a_key']) {
				expect(keyVariableProblem(name, other, [own, user, other])).toMatchObject({
					code: 'key-variable-taken',
					message: expect.stringContaining('is the key of own-2 for https://api.example.com'),
				});
			}
			expect(keyVariableProblem('B_KEY', other, [own, user, other])).toBeNull();
		},
	);
});
