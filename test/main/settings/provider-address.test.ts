import { expect, test } from 'vitest';
import { addressProblem } from '../../../src/main/settings/provider-address.ts';

test.each([
	'https://api.example.com/v1',
	'http://127.0.0.1:8000/v1',
	'https://example.openai.azure.com/openai/deployments/small?api-version=2024-06-01',
	'https://example.openai.azure.com/openai?api-version=2024-10-01-preview',
	'https://example.openai.azure.com/openai?api-version=preview',
	'https://example.openai.azure.com/openai?api-version=v1',
])('%s is an address', (baseUrl) => {
	expect(addressProblem(baseUrl)).toBeNull();
});

// Would catch a key that a settings file holds, every view shows and every log may repeat.
test.each([
	'https://api.example.com/v1?key=sk-canary',
	'https://api.example.com/v1?sk-canary',
	'https://api.example.com/v1?api-version=1&api_key=sk-canary',
	'https://api.example.com/v1?API-Version=sk-canary',
	'https://api.example.com/v1?api-version=sk-canary',
	'https://api.example.com/v1?api-version=2024-06-01&api-version=canary0123456789',
	'https://api.example.com/v1?api-version=2024-06-01-canary-0123',
	'https://api.example.com/v1#sk-canary',
	'https://sk-canary@api.example.com/v1',
	'https://me:sk-canary@api.example.com/v1',
])('%s is refused, without its key, and it is said where a key belongs', (baseUrl) => {
	const problem = addressProblem(baseUrl);
	expect(problem).toMatchObject({ message: expect.stringMatching(/key field.*--key-env/) });
	expect(problem?.message).not.toContain('canary');
});

test.each(['nowhere', 'ftp://api.example.com', 'file:///etc/passwd'])('%s is none', (baseUrl) => {
	expect(addressProblem(baseUrl)).toMatchObject({
		code: 'bad-address',
		message: expect.stringContaining('must look like https://'),
	});
});
