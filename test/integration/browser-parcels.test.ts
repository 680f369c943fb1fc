import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { MOST_RECORDING_BYTES } from '../../src/core/api.ts';
import { MOST_SOCKET_BYTES, packMessage, unpackMessage } from '../../src/core/wire.ts';
import { utf8 } from '../../src/main/browser/utf8.ts';
import {
	ask,
	askRaw,
	makePlaces,
	openPage,
	openSocket,
	type Page,
	type Places,
	postParcel,
	removePlaces,
	type Shell,
	secretOf,
	startShell,
} from '../support/browser-shell.ts';
import { recordingBytes, sha256Of } from '../support/reported-runs.ts';
import { studiedRun } from '../support/studied-runs.ts';

/** Larger than a socket takes, as a file and as the page is told of it. */
const text = 'word '.repeat(400);
const recording = recordingBytes(studiedRun([{ text }, { text }]));

let places: Places;
let shell: Shell;
let secret: string;
beforeAll(async () => {
	places = makePlaces();
	shell = await startShell(places);
	secret = await secretOf(shell);
	const page = await openPage(shell, secret);
	expect(await open(page)).toMatchObject({ ok: true });
	page.close();
});
afterAll(async () => {
	await shell.end();
	removePlaces(places);
});

/** Each page that comes later is told of this run first. */
function open(page: Page): ReturnType<Page['call']> {
	return page.call('openRun', { name: 'large.fluidity', bytes: recording });
}

/** A socket that was let in, as the page has it. */
interface Opened {
	readonly socket: WebSocket;
	/** Of its parcels. */
	readonly path: string;
	/** The next message that it was sent, or will be. */
	next(): Promise<unknown>;
}

async function opened(): Promise<Opened> {
	const socket = openSocket(shell);
	const came: Buffer[] = [];
	const wanted: ((message: Buffer) => void)[] = [];
	socket.on('message', (message: Buffer) => {
		const take = wanted.shift();
		if (take) take(message);
		else came.push(message);
	});
	const next = (): Promise<Buffer> => {
		const message = came.shift();
		return message ? Promise.resolve(message) : new Promise((resolve) => wanted.push(resolve));
	};
	await once(socket, 'open');
	socket.send(JSON.stringify({ secret }));
	const { parcels } = JSON.parse(String(await next()));
	return { socket, path: parcels, next: async () => unpackMessage(await next(), utf8) };
}

/** A call that the app answers to the socket whose parcel it is. */
function stopCall(call: number): Uint8Array {
	return packMessage({ call, method: 'stopRace', input: {} }, utf8);
}

describe('a message that is too large for the socket', () => {
	test('goes beside it, both ways, and keeps its place among the others', async () => {
		const page = await openPage(shell, secret);
		expect(recording.length).toBeGreaterThan(MOST_SOCKET_BYTES);
		await page.event(({ type }) => type === 'state');
		const told = page.events.length;
		const answer = await open(page);
		// The answer is small and would be first, were it not for the order.
		expect(page.events.slice(told)).toMatchObject([{ type: 'run' }]);
		if (!answer.ok) throw new Error(answer.problem.message);
		const saved = await page.call('exportRun', answer.value);
		if (!saved.ok) throw new Error(saved.problem.message);
		expect(sha256Of((saved.value as { readonly bytes: Uint8Array }).bytes)).toBe(sha256Of(recording));
		page.close();
		const late = await openPage(shell, secret);
		await late.event(({ type }) => type === 'state');
		expect(late.events).toMatchObject([{ type: 'run', snapshot: { source: 'file' } }, { type: 'state' }]);
		late.close();
	});

	test('is named on the socket, and can be fetched once', async () => {
		const { socket, path, next } = await opened();
		expect(await next()).toEqual({ parcel: 0 });
		expect(await postParcel(shell, `${path}/1`, secret)).toMatchObject({ status: 404, body: '' });
		const fetched = await postParcel(shell, `${path}/0`, secret);
		expect(fetched.status).toBe(200);
		expect(fetched.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
		expect(fetched.bytes.length).toBeGreaterThan(MOST_SOCKET_BYTES);
		expect(unpackMessage(fetched.bytes, utf8)).toMatchObject({ event: { type: 'run' } });
		expect(await next()).toMatchObject({ event: { type: 'state' } });
		expect(await postParcel(shell, `${path}/0`, secret)).toMatchObject({ status: 404, body: '' });
		socket.close();
	});

	test('is forgotten with its socket, and is not taken for one that has gone', async () => {
		const { socket, path, next } = await opened();
		expect(await next()).toEqual({ parcel: 0 });
		socket.close();
		await expect.poll(async () => (await postParcel(shell, path, secret, stopCall(0))).status).toBe(404);
		expect(await postParcel(shell, `${path}/0`, secret)).toMatchObject({ status: 404, body: '' });
	});

	test('that is no call is refused, and the socket stays', async () => {
		const { socket, path, next } = await opened();
		const bad = [new Uint8Array(), Buffer.from('no message'), packMessage({ call: 0, method: 'stopRace' }, utf8)];
		for (const message of bad) {
			expect(await postParcel(shell, path, secret, message)).toMatchObject({ status: 400, body: '' });
		}
		expect(await postParcel(shell, path, secret, stopCall(7))).toMatchObject({ status: 204, body: '' });
		await next();
		await postParcel(shell, `${path}/0`, secret);
		expect(await next()).toMatchObject({ event: { type: 'state' } });
		expect(await next()).toEqual({ reply: 7, result: { ok: true, value: null } });
		socket.close();
	});

	test('that breaks off disturbs nobody', async () => {
		const { socket, path } = await opened();
		const headers = ['Host: HOST', 'Origin: http://HOST', `Authorization: Bearer ${secret}`, 'Content-Length: 1000'];
		const head = `POST ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
		await askRaw(shell.port, `${head.replaceAll('HOST', `127.0.0.1:${shell.port}`)}a part`);
		expect(await postParcel(shell, path, secret, stopCall(0))).toMatchObject({ status: 204 });
		socket.close();
	});

	// Would catch a server whose memory a page can fill.
	test('is no larger than any recording that would be opened, and says its length', async () => {
		const { socket, path } = await opened();
		const headers = { origin: shell.origin, authorization: `Bearer ${secret}` };
		const length = String(MOST_RECORDING_BYTES + 1024 * 1024);
		expect(await ask(shell, 'POST', path, { ...headers, 'content-length': length })).toMatchObject({ status: 413 });
		const chunked = { ...headers, 'transfer-encoding': 'chunked' };
		expect(await ask(shell, 'POST', path, chunked, stopCall(0))).toMatchObject({ status: 413, body: '' });
		socket.close();
	});
});

describe('the way beside the socket', () => {
	test.each<[string, (right: string) => Record<string, string>, number]>([
		['no secret', () => ({ authorization: '' }), 403],
		['an empty one', () => ({ authorization: 'Bearer ' }), 403],
		['a wrong one', () => ({ authorization: 'Bearer guess' }), 403],
		['more than the secret', (right) => ({ authorization: `Bearer ${right}x` }), 403],
		['the secret in another form', (right) => ({ authorization: right }), 403],
		['the token for the secret', () => ({ authorization: `Bearer ${shell.token()}` }), 403],
		['another origin', () => ({ origin: 'http://evil.example' }), 403],
		['the origin of a file', () => ({ origin: 'null' }), 403],
		['an origin that begins like ours', () => ({ origin: `${shell.origin}.evil.example` }), 403],
		['a name made to point here', () => ({ host: `evil.example:${shell.port}` }), 421],
		['another name of ours', () => ({ host: `localhost:${shell.port}` }), 421],
	])('takes and gives nothing for %s', async (_what, wrong, status) => {
		const { socket, path, next } = await opened();
		await next();
		const right = { origin: shell.origin, authorization: `Bearer ${secret}` };
		const headers = { ...right, ...wrong(secret) };
		const fetching = { ...headers, 'content-length': '0' };
		expect(await ask(shell, 'POST', `${path}/0`, fetching)).toMatchObject({ status, body: '' });
		expect(await ask(shell, 'POST', `${path}/1`, fetching)).toMatchObject({ status, body: '' });
		const bringing = { ...headers, 'content-length': String(stopCall(0).length) };
		expect(await ask(shell, 'POST', path, bringing, stopCall(0))).toMatchObject({ status, body: '' });
		// It is still there for its page, and no call was made.
		expect(await postParcel(shell, `${path}/0`, secret)).toMatchObject({ status: 200 });
		expect(await next()).toMatchObject({ event: { type: 'state' } });
		expect(await postParcel(shell, path, secret, stopCall(1))).toMatchObject({ status: 204 });
		expect(await next()).toMatchObject({ reply: 1 });
		socket.close();
	});

	test('wants an origin, and is taken by POST alone', async () => {
		const { socket, path, next } = await opened();
		await next();
		const authorization = `Bearer ${secret}`;
		for (const place of [path, `${path}/0`]) {
			expect(await ask(shell, 'POST', place, { authorization, 'content-length': '0' })).toMatchObject({ status: 403 });
			for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
				const answer = await ask(shell, method, place, { authorization, origin: shell.origin });
				expect(answer).toMatchObject({ status: 405, body: '' });
				expect(answer.headers.allow).toBe('POST');
			}
		}
		expect(await postParcel(shell, `${path}/0`, secret)).toMatchObject({ status: 200 });
		socket.close();
	});

	test.each([
		'/parcels/',
		'/parcels/x',
		'/parcels/99999999',
		'/parcels/99999999/0',
		'/parcels/0x0',
		'/parcels/-1',
		'/parcels/0/0/0',
	])('leads to sockets alone: %s', async (path) => {
		expect(await postParcel(shell, path, secret, stopCall(0))).toMatchObject({ status: 404, body: '' });
	});
});
