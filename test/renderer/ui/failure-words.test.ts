import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/core/events.ts';
import { failureWords } from '../../../src/renderer/ui/failure-words.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';

function titleOf(changed: Partial<Failure>): string {
	const base = { kind: 'http', phase: 'stream', status: null, code: null, retryAfterMs: null, message: '' } as const;
	const { title, advice } = failureWords({ ...base, ...changed });
	expect(en).toHaveProperty([advice]);
	return title;
}

describe('a failure is named', () => {
	test.each([
		[401, 'fail.key'],
		[402, 'fail.credit'],
		[403, 'fail.forbidden'],
		[404, 'fail.notFound'],
		[429, 'fail.rateLimit'],
		[503, 'fail.server'],
		[307, 'fail.redirect'],
		[422, 'fail.request'],
	])('by its status: HTTP %i', (status, title) => {
		expect(titleOf({ status })).toBe(title);
	});

	test('by its kind where it was held, whatever the status that asked to wait', () => {
		expect(titleOf({ kind: 'held', status: 429 })).toBe('fail.held');
	});

	test.each([
		['ECONNREFUSED', 'fail.refused'],
		['ENOTFOUND', 'fail.dns'],
		['EAI_AGAIN', 'fail.dns'],
		['CERT_HAS_EXPIRED', 'fail.tls'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'fail.tls'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'fail.tls'],
		['ECONNRESET', 'fail.network'],
	])('by the code of the system: %s', (code, title) => {
		expect(titleOf({ kind: 'network', code })).toBe(title);
	});

	test.each([
		['connect', 'connect-timeout', 'fail.connectTimeout'],
		['headers', 'idle-timeout', 'fail.answerTimeout'],
		['stream', 'idle-timeout', 'fail.idleTimeout'],
		['stream', 'total-timeout', 'fail.totalTimeout'],
	] as const)('by how far it came: %s, %s', (phase, code, title) => {
		expect(titleOf({ kind: 'timeout', phase, code })).toBe(title);
	});

	test('an error frame that names a status says what that status says', () => {
		expect(titleOf({ kind: 'protocol', status: 429, code: 'error-frame' })).toBe('fail.rateLimit');
		expect(titleOf({ kind: 'protocol', code: 'error-frame' })).toBe('fail.errorFrame');
		expect(titleOf({ kind: 'protocol', status: 200, code: 'not-a-stream' })).toBe('fail.notStream');
	});

	test('and so are the quiet ends', () => {
		expect(titleOf({ kind: 'truncated' })).toBe('fail.truncated');
		expect(titleOf({ kind: 'aborted' })).toBe('fail.cancelled');
	});
});
