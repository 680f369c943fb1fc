import { describe, expect, it } from 'vitest';
import { errorCode, transportFailure } from '../../../src/main/engine/failures.ts';

function coded(code: string, cause?: Error): Error {
	return Object.assign(new Error('its own words', { cause }), { code });
}

describe('what a broken connection means', () => {
	it.each([
		['connect', 'ECONNREFUSED', 'network', 'Nothing listens at host:1 (connection refused). Is the server running?'],
		['connect', 'ENOTFOUND', 'network', 'No such host: host:1. Check the base URL.'],
		['connect', 'UND_ERR_CONNECT_TIMEOUT', 'timeout', 'host:1 did not accept a connection in time.'],
		['headers', 'ECONNRESET', 'network', 'host:1 reset the connection.'],
		['headers', 'HPE_INVALID', 'protocol', 'host:1: its own words'],
		['stream', 'HPE_INVALID', 'protocol', 'host:1: its own words'],
		['headers', 'UND_ERR_HEADERS_OVERFLOW', 'protocol', 'host:1 sent larger headers than can be read. Is this an API?'],
		['stream', 'FLOODED', 'protocol', /^host:1 sent so much at once /],
		['stream', 'UND_ERR_SOCKET', 'truncated', /^The stream broke off .* host:1 closed the connection\.$/],
		['stream', 'HPE_INVALID_EOF_STATE', 'truncated', /^The stream broke off /],
		['stream', 'SOMETHING_NEW', 'network', 'host:1: its own words'],
	] as const)('in the phase "%s", %s is %s', (phase, code, kind, message) => {
		expect(transportFailure(coded(code), phase, 'host:1')).toEqual({
			kind,
			phase,
			code,
			status: null,
			retryAfterMs: null,
			message: typeof message === 'string' ? message : expect.stringMatching(message),
		});
	});

	// Would catch the several lines, with places in its sources, that OpenSSL makes of one error.
	it('is told on one line, and no longer than a provider’s own words', () => {
		const { message } = transportFailure(new Error(`one\n${'two '.repeat(200)}\n`), 'connect', 'host:1');
		expect(message).toMatch(/^host:1: one (?:two )+.*…$/);
		expect(message.length).toBeLessThan(320);
	});

	it('is known by the code of a cause, and unknown without one', () => {
		expect(errorCode(new Error('outer', { cause: coded('EPIPE') }))).toBe('EPIPE');
		expect(transportFailure(new Error('odd'), 'headers', 'host:1')).toMatchObject({
			kind: 'network',
			code: null,
			message: 'host:1: odd',
		});
	});
});
