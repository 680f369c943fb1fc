import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOST_SOCKET_BYTES, packMessage } from '../../src/core/wire.ts';
import { utf8 } from '../../src/main/browser/utf8.ts';
import {
	makePlaces,
	openPage,
	openSocket,
	type Places,
	refusedUpgrade,
	removePlaces,
	type Shell,
	secretOf,
	startShell,
} from '../support/browser-shell.ts';

let places: Places;
let shell: Shell;
beforeAll(async () => {
	places = makePlaces();
	shell = await startShell(places);
});
afterAll(async () => {
	await shell.end();
	removePlaces(places);
});

/** Opens a socket, sends something, and gives its closing code and everything that it was sent. */
async function closing(...messages: (string | Uint8Array)[]): Promise<{ code: number; received: string[] }> {
	const socket = openSocket(shell);
	const received: string[] = [];
	socket.on('message', (data) => received.push(String(data)));
	await once(socket, 'open');
	for (const message of messages) socket.send(message);
	const [code] = await once(socket, 'close');
	return { code, received };
}

describe('the socket', () => {
	test('is at one address only', async () => {
		expect(await refusedUpgrade(shell, { origin: shell.origin }, '/')).toBe(404);
		expect(await refusedUpgrade(shell, { origin: shell.origin }, '/socket/')).toBe(404);
	});

	test.each([
		['no secret', '{}'],
		['an empty one', '{"secret":""}'],
		['a wrong one', '{"secret":"guess"}'],
		['one that is no text', '{"secret":["guess"]}'],
		['no JSON', 'secret'],
		['a call before the secret', packMessage({ call: 0, method: 'stopRace', input: {} }, utf8)],
	])('says nothing and closes for %s', async (_what, message) => {
		expect(await closing(message)).toEqual({ code: 4401, received: [] });
	});

	test('does not take the token for the secret, nor the right secret in binary', async () => {
		expect(await closing(JSON.stringify({ secret: shell.token() }))).toEqual({ code: 4401, received: [] });
		const secret = await secretOf(shell);
		expect(await closing(Buffer.from(JSON.stringify({ secret })))).toEqual({ code: 4401, received: [] });
	});

	test('has one try', async () => {
		const right = JSON.stringify({ secret: await secretOf(shell) });
		expect(await closing('{"secret":"guess"}', right)).toEqual({ code: 4401, received: [] });
	});

	test('closes after five seconds without a secret', async () => {
		const started = performance.now();
		expect(await closing()).toEqual({ code: 4401, received: [] });
		expect(performance.now() - started).toBeGreaterThan(4_900);
	});

	// Would catch a server whose memory any program on the machine can fill.
	test('takes no more than a few bytes before the secret', async () => {
		expect((await closing('x'.repeat(1_000_000))).code).toBe(1006);
	});

	// A reload and a duplicated tab keep the secret.
	test('opens with the secret as often as wanted, and tells each page the state at once', async () => {
		const secret = await secretOf(shell);
		const pages = [await openPage(shell, secret), await openPage(shell, secret)];
		for (const page of pages) {
			expect(JSON.parse(String(page.received[0]))).toEqual({
				ready: true,
				parcels: expect.stringMatching(/^\/parcels\/\d+$/),
			});
			await page.event(({ type }) => type === 'state');
			expect(page.events[0]?.type).toBe('state');
			page.close();
		}
		const again = await openPage(shell, secret);
		await again.event(({ type }) => type === 'state');
		again.close();
	});

	test('closes on what is no call, and answers a call that makes no sense', async () => {
		const hello = JSON.stringify({ secret: await secretOf(shell) });
		for (const bad of [
			'text',
			Buffer.from('no message'),
			packMessage({ call: -1, method: 'stopRace', input: {} }, utf8),
			packMessage({ call: 0, method: 'stopRace', input: {}, more: 1 }, utf8),
		]) {
			expect((await closing(hello, bad)).code).toBe(4400);
		}
		const page = await openPage(shell, await secretOf(shell));
		expect(await page.call('toString', {})).toMatchObject({ ok: false, problem: { code: 'no-such-method' } });
		expect(await page.call('startRace', { rounds: 1 })).toMatchObject({ ok: false, problem: { code: 'bad-input' } });
		expect(await page.call('stopRace', {})).toEqual({ ok: true, value: null });
		page.close();
	});

	// What is larger has another way.
	test('closes on a message of more than a megabyte', async () => {
		const hello = JSON.stringify({ secret: await secretOf(shell) });
		expect((await closing(hello, new Uint8Array(MOST_SOCKET_BYTES + 1))).code).toBe(1009);
	});
});

// Would catch a key that comes back to a page, or that reaches a disk or a terminal.
test('a key that was set is in no later message, file or log', async () => {
	const canary = 'sk-canary-0123456789abcdefXYZ';
	const headerCanary = 'header-canary-0123456789';
	const page = await openPage(shell, await secretOf(shell));
	const saved = await page.call('saveProvider', {
		id: null,
		name: 'Parrot',
		// Nothing listens there: the race fails, with a message.
		baseUrl: 'http://127.0.0.1:9/v1',
		model: 'any',
		headers: [{ name: 'X-Extra', value: headerCanary }],
		price: null,
	});
	if (!saved.ok) throw new Error(saved.problem.message);
	const { id } = saved.value as { id: string };
	expect(await page.call('setKey', { providerId: id, key: canary })).toEqual({ ok: true, value: null });
	expect(await page.call('setKey', { providerId: id, key: `${canary} with a space` })).toMatchObject({ ok: false });
	const started = await page.call('startRace', {
		providerIds: [id],
		prompt: 'Say something.',
		maxTokens: 5,
		rounds: 1,
		firstMs: 400,
		eachMs: 50,
		stallMs: 200,
	});
	expect(started.ok).toBe(true);
	await page.event(({ type }) => type === 'ended');
	const state = page.events.findLast(({ type }) => type === 'state');
	expect(JSON.stringify(state)).toContain('"lastFour":"fXYZ"');
	page.close();
	const late = await openPage(shell, await secretOf(shell));
	await late.event(({ type }) => type === 'run');
	late.close();

	const said = Buffer.concat([...page.received, ...late.received]).toString('latin1') + shell.output();
	const files = readdirSync(places.all, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
	expect(files.some((file) => file.endsWith('settings.json'))).toBe(true);
	expect(files.some((file) => file.endsWith('.fluidity'))).toBe(true);
	const everything = said + files.map((file) => readFileSync(file, 'latin1')).join('');
	for (const secret of [canary, headerCanary]) expect(everything).not.toContain(secret);
});
