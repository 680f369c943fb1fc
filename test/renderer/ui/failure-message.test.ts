import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/core/events.ts';
import { transportFailure } from '../../../src/main/engine/failures.ts';
import { failureMessage } from '../../../src/renderer/ui/failure-message.ts';
import { enSaid } from '../../../src/renderer/ui/words/en-said.ts';
import { speech } from '../support/speech.ts';

const HOST = 'api.example.com';

function said(changed: Partial<Failure>, language: 'en' | 'zh-CN' = 'zh-CN') {
	const base = { kind: 'network', phase: 'connect', status: null, code: null, retryAfterMs: null } as const;
	return failureMessage({ ...base, message: 'As it came.', ...changed }, HOST, speech(language).t);
}

describe('what the app itself says of a failure', () => {
	test.each(Object.keys(enSaid).map((key) => key.replace('said.', '')))('is in the page’s language: %s', (code) => {
		const kind = code === 'broke-off' ? 'truncated' : code === 'held' ? 'held' : 'network';
		const { text, lang } = said({ kind, code: kind === 'held' ? null : code });
		expect(text).toMatch(/\p{Script=Han}/u);
		expect(text).not.toMatch(/As it came|\{\{/);
		expect(lang).toBeNull();
	});

	// Would catch a page that says something else than the engine.
	test.each(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'CERT_HAS_EXPIRED', 'EPROTO', 'FLOODED'])(
		'is in English what the engine says: %s',
		(code) => {
			const failure = transportFailure(Object.assign(new Error(code), { code }), 'connect', HOST);
			expect(said(failure, 'en').text).toBe(failure.message.replace("'", '’'));
		},
	);

	test('is marked as English where it quotes what no words of ours have', () => {
		expect(said({ kind: 'protocol', code: 'malformed' })).toEqual({ text: 'As it came.', lang: 'en' });
		expect(said({ kind: 'http', status: 307 })).toEqual({ text: 'As it came.', lang: 'en' });
		expect(said({ kind: 'network', code: 'ENEW' })).toEqual({ text: 'As it came.', lang: 'en' });
	});
});

// Would catch a provider's sentence that is read out in a language that it is not in.
test('what a provider said stays as it came, in no language that we know', () => {
	const other = { text: 'As it came.', lang: null };
	expect(said({ kind: 'http', status: 429, code: 'ECONNREFUSED' })).toEqual(other);
	expect(said({ kind: 'protocol', code: 'error-frame' })).toEqual(other);
	expect(said({ kind: 'protocol', code: 'toString' })).toEqual(other);
});
