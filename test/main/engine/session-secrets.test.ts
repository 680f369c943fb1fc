import { afterEach, describe, expect, it } from 'vitest';
import {
	chunk,
	DONE,
	expectNothingFollows,
	type FakeSession,
	FINISH,
	startFakeSession,
	text,
} from '../../support/fake-session.ts';

const KEY = 'sk-secret-0123456789abcdef';
const JSON_TYPE = { 'content-type': 'application/json' };

/** A chunk in which a router names who answers. */
const routed = (provider: string): string => `data: ${JSON.stringify({ provider, choices: [] })}\n\n`;

let session: FakeSession;
function started(options: Parameters<typeof startFakeSession>[0] = {}): FakeSession {
	session = startFakeSession(options);
	return session;
}
afterEach(() => expectNothingFollows(session));

describe('a secret', () => {
	it.each([
		['an error body', 401, JSON_TYPE, `{"error":{"message":"Wrong key ${KEY}, friend.","code":"${KEY}"}}`],
		['an error body that is cut for its length', 401, JSON_TYPE, `{"error":{"message":"${'x'.repeat(285)}${KEY}"}}`],
		['a redirect', 302, { location: `https://elsewhere.test/?key=${KEY}` }, ''],
		['a content type', 200, { 'content-type': `application/json; ${KEY}` }, ''],
		['headers that are kept', 500, { server: KEY, 'x-request-id': `id-${KEY}`, 'x-other': KEY }, ''],
		['the name of a header', 500, { [`x-ratelimit-${KEY}`]: '1' }, ''],
	])('is masked in %s', (_, status, headers, said) => {
		const { sent, head, body, end } = started({ keys: [KEY] });
		sent();
		head(status, headers);
		body(said);
		end();
		expect(JSON.stringify(session.marks)).not.toContain(KEY.slice(0, 8));
		expect(JSON.stringify(session.marks)).toContain('••••••••');
	});

	it.each([
		['an error frame', `data: {"error":{"message":"Wrong key ${KEY}","code":"${KEY}"}}\n\n`],
		['a finish reason', chunk({}, `because ${KEY}`)],
		['the name of an upstream', routed(`for ${KEY}`)],
		['frames that are not understood, quoted in part', `data: ${'x'.repeat(60)}${KEY}\n\n`],
		['output', text(`Your key is ${KEY}.`)],
		['output that ends inside it', text(`Your key is ${KEY.slice(0, 20)}`)],
	])('is masked in %s', (_, said) => {
		const { streaming, body, end } = started({ keys: [KEY] });
		streaming();
		body(said);
		end();
		const told = JSON.stringify([session.marks, session.arrivals]);
		expect(told).not.toContain(KEY.slice(0, 8));
		expect(told).toContain('••••••••');
	});

	// Would catch a quotation that is cut before it is masked: what is left of a key at the cut is no key any more.
	it.each([
		['an error body', 300, (said: string) => it401(JSON.stringify({ error: { message: said } }))],
		['an error page', 300, (said: string) => it401(`<p>${said}</p>`)],
		['an error frame', 300, (said: string) => itStreams(`data: ${JSON.stringify({ error: { message: said } })}\n\n`)],
		['a frame that is no JSON', 80, (said: string) => itStreams(`data: ${said}\n\n`)],
		['a line that is no event', 80, (said: string) => itStreams(`${said}\n\n`)],
	])('leaves nothing of itself where the cut goes through it, in %s', (_, limit, answer) => {
		for (let place = limit - KEY.length; place <= limit; place++) {
			answer(`${'x'.repeat(place)}${KEY}${'y'.repeat(40)}`);
			const message = session.ended().failure?.message ?? '';
			expect(message).toMatch(/(?:^|[^x])x+•*…$/);
		}
	});

	function it401(said: string): void {
		const { sent, head, body, end } = started({ keys: [KEY] });
		sent();
		head(401, {});
		body(said);
		end();
	}

	function itStreams(said: string): void {
		const { streaming, body, end } = started({ keys: [KEY] });
		streaming();
		body(said);
		end();
	}

	// Would catch an end that overtakes the output held back.
	it('that output may be the beginning of delays no end', () => {
		const { streaming, body, end } = started({ keys: [KEY] });
		streaming();
		body(text('sk-secret'), text('ary of state'), text(' sk-se'), FINISH, DONE);
		end();
		expect(session.arrivals.map(({ text: said }) => said)).toEqual(['sk-secret', 'ary of state', ' •••••']);
		expect(session.order).toEqual(['released', 'sent', 'responded', 'arrival', 'arrival', 'arrival', 'ended', 'told']);
	});
});
