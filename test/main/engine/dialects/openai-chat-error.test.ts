import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAiChat } from '../../../../src/main/engine/dialects/openai-chat.ts';
import { retryAfterMs } from '../../../../src/main/engine/dialects/retry-after.ts';
import { anyText } from '../../../support/any-text.ts';

const said = (status: number, body: string) => openAiChat.readError(status, {}, body);

describe('an error in the body of an answer', () => {
	it.each([
		[
			'OpenAI',
			'{"error":{"message":"Quota exceeded","type":"insufficient_quota","param":null,"code":"quota"}}',
			'quota',
			'Quota exceeded',
		],
		['a type without a code', '{"error":{"message":"No","type":"server_error","code":null}}', 'server_error', 'No'],
		['OpenRouter', '{"error":{"code":429,"message":"Slow down","metadata":{}}}', '429', 'Slow down'],
		[
			'Azure',
			'{"error":{"code":"DeploymentNotFound","message":"No such deployment"}}',
			'DeploymentNotFound',
			'No such deployment',
		],
		[
			'Mistral',
			'{"object":"error","message":"Unknown model","type":"invalid_model","code":"1500"}',
			'1500',
			'Unknown model',
		],
		['TGI', '{"error":"Model is overloaded","error_type":"overloaded"}', 'overloaded', 'Model is overloaded'],
		['FastAPI', '{"detail":"Not Found"}', null, 'Not Found'],
		[
			'an array around it',
			'[{"error":{"code":400,"message":"Bad key","status":"INVALID_ARGUMENT"}}]',
			'400',
			'Bad key',
		],
		['a JSON text', '"just words"', null, 'just words'],
	])('is read as %s writes it', (_, body, code, message) => {
		expect(said(400, body)).toEqual({ code, message, retryAfterMs: null });
	});

	it('gets words of ours where the body has none', () => {
		for (const body of ['', ' \n', '<html></html>']) {
			expect(said(502, body).message).toBe('The provider answered with HTTP 502 and no explanation.');
		}
	});

	it('shows the text of an error page, without mark-up', () => {
		const page =
			'<html><head><title>502 Bad Gateway</title><style>h1 { color: red }</style></head>\r\n<body><h1>Sorry</h1>nginx</body></html>';
		expect(said(502, page).message).toBe('The provider answered with HTTP 502: 502 Bad Gateway Sorry nginx');
	});

	it('shows JSON of another kind as it is, and takes no code from it', () => {
		expect(said(404, '{"type":"page","code":7}')).toEqual({
			code: null,
			message: 'The provider answered with HTTP 404: {"type":"page","code":7}',
			retryAfterMs: null,
		});
	});

	it('is cut at 300 characters', () => {
		expect(said(500, 'x'.repeat(2_000_000)).message).toBe(`The provider answered with HTTP 500: ${'x'.repeat(300)}…`);
		expect(said(500, JSON.stringify({ error: 'y'.repeat(999) })).message).toBe(`${'y'.repeat(300)}…`);
	});

	it('never throws and never takes long, whatever the body', () => {
		fc.assert(
			fc.property(fc.oneof(fc.json(), anyText(50)), (body) => {
				expect(said(500, body).message).not.toBe('');
			}),
		);
		for (const piece of ['<', '<style>', '</style', '<script <', ' ']) said(500, piece.repeat(100_000));
	});
});

describe('how long to wait', () => {
	const date = 'Sun, 06 Nov 1994 08:49:37 GMT';

	it.each([
		[{ 'retry-after': '2' }, 2000],
		[{ 'retry-after': '0' }, 0],
		[{ 'retry-after': ' 1.5 ' }, 1500],
		[{ 'retry-after': '0.0001' }, 1],
		[{ 'retry-after': '0.29' }, 290],
		[{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
		[{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1000],
		[{ 'retry-after': 'Sun, 06 Nov 1994 08:49:57 GMT', date }, 20_000],
		[{ 'retry-after': 'Sunday, 06-Nov-94 08:49:57 GMT', date }, 20_000],
		[{ 'retry-after': 'Sun Nov  6 08:49:57 1994', date }, 20_000],
		[{ 'retry-after': 'Sun, 06 Nov 1994 08:00:00 GMT', date }, 0],
	])('%o is %d ms', (headers, expected) => {
		expect(retryAfterMs(headers)).toBe(expected);
		expect(openAiChat.readError(429, headers, '').retryAfterMs).toBe(expected);
	});

	it.each([
		[{}],
		[{ 'retry-after': '' }],
		[{ 'retry-after': '-5' }],
		[{ 'retry-after': 'soon' }],
		[{ 'retry-after': 'Sunny' }],
		[{ 'retry-after': '1e3' }],
		[{ 'retry-after': '9'.repeat(400) }],
		// Without the response's own date there is nothing to count from: our clock may be wrong by hours.
		[{ 'retry-after': date }],
		[{ 'retry-after': date, date: 'today' }],
	])('%o says nothing', (headers) => {
		expect(retryAfterMs(headers)).toBeNull();
	});
});
