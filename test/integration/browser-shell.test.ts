import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MOST_SOCKET_BYTES, packMessage } from '../../src/core/wire.ts';
import {
	ask,
	askRaw,
	INDEX,
	makePlaces,
	OUTSIDE,
	openPage,
	openSocket,
	type Places,
	removePlaces,
	runShell,
	SCRIPT,
	type Shell,
	secretOf,
	startShell,
	trade,
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

const utf8 = {
	encode: (text: string) => new TextEncoder().encode(text),
	decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

/** How a WebSocket that must not open ends: the status of the upgrade's refusal. */
async function refusedUpgrade(headers: Readonly<Record<string, string>>, path?: string): Promise<number | undefined> {
	const socket = openSocket(shell, headers, path);
	const [, response] = await once(socket, 'unexpected-response');
	expect(response.headers['content-length']).toBe('0');
	response.destroy();
	return response.statusCode;
}

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

describe('the files', () => {
	test('are served with their types, and the page itself is never kept', async () => {
		const index = await ask(shell, 'GET', '/');
		expect(index).toMatchObject({ status: 200, body: INDEX });
		expect(index.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
		const script = await ask(shell, 'GET', '/assets/main-1a2b.js?anything');
		expect(script).toMatchObject({ status: 200, body: SCRIPT });
		expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
		expect(script.headers['cache-control']).toMatch(/immutable/);
		const head = await ask(shell, 'HEAD', '/');
		expect(head).toMatchObject({ status: 200, body: '' });
		expect(head.headers['content-length']).toBe(String(INDEX.length));
	});

	test.each([
		['found', 'GET', '/'],
		['missing', 'GET', '/nothing'],
		['refused', 'DELETE', '/'],
		['of the session', 'POST', '/session'],
	])('carry the security headers in every answer: %s', async (_what, method, path) => {
		const { headers } = await ask(shell, method, path);
		const policy = String(headers['content-security-policy']);
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("script-src 'self';");
		// The scorecard's own thread: without this, default-src forbids it.
		expect(policy).toContain("worker-src 'self';");
		expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${shell.port};`);
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toMatch(/unsafe|\*/);
		expect(headers).toMatchObject({
			'x-content-type-options': 'nosniff',
			'referrer-policy': 'no-referrer',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-resource-policy': 'same-origin',
		});
	});

	// Would catch a server that joins a request's path to a folder's.
	test.each([
		'/../secret.txt',
		'/assets/../../secret.txt',
		'/%2e%2e/secret.txt',
		'/%2E%2E%2Fsecret.txt',
		'/..%2fsecret.txt',
		'/%252e%252e/secret.txt',
		'/..%5csecret.txt',
		'/..\\secret.txt',
		'/....//secret.txt',
		'//secret.txt',
		'/assets/..;/../secret.txt',
		'../secret.txt',
		'secret.txt',
		'/index.html%00.js',
		'/\0/../secret.txt',
		'/assets',
		'/assets/',
		'file:///etc/passwd',
		'http://127.0.0.1/../secret.txt',
	])('are the built ones only, however another is asked for: %j', async (path) => {
		const answer = await askRaw(shell.port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${shell.port}\r\n\r\n`);
		expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
		expect(answer.split('\r\n\r\n')[1]).toBe('');
		expect(answer).not.toContain(OUTSIDE);
	});

	test('also not by their absolute path', async () => {
		const path = join(places.all, 'out', 'secret.txt');
		expect(await ask(shell, 'GET', path)).toMatchObject({ status: 404, body: '' });
	});

	test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'POST'])('take no %s', async (method) => {
		const answer = await ask(shell, method, '/');
		expect(answer).toMatchObject({ status: 405, body: '' });
		expect(answer.headers.allow).toBe('GET, HEAD');
	});
});

describe('another page', () => {
	test.each([
		['a name made to point here', { host: 'evil.example' }],
		['that name with our port', { host: 'evil.example:PORT' }],
		['localhost', { host: 'localhost:PORT' }],
		['our address without the port', { host: '127.0.0.1' }],
		['another way to write our address', { host: '127.1:PORT' }],
	])('gets nothing under another host: %s', async (_what, { host }) => {
		const headers = { host: host.replace('PORT', String(shell.port)) };
		expect(await ask(shell, 'GET', '/', headers)).toMatchObject({ status: 421, body: '' });
		expect(await trade(shell, shell.token(), headers)).toMatchObject({ status: 421, body: '' });
		expect(await refusedUpgrade({ ...headers, origin: shell.origin })).toBe(421);
	});

	test.each([
		'http://evil.example',
		'null',
		'http://localhost:PORT',
		'https://127.0.0.1:PORT',
		'http://127.0.0.1',
		'http://127.0.0.1:PORT/',
		'http://127.0.0.1:PORT.evil.example',
	])('gets nothing with the origin %s', async (written) => {
		const origin = written.replace('PORT', String(shell.port));
		expect(await ask(shell, 'GET', '/', { origin })).toMatchObject({ status: 403, body: '' });
		expect(await trade(shell, shell.token(), { origin })).toMatchObject({ status: 403, body: '' });
		expect(await refusedUpgrade({ origin })).toBe(403);
	});

	test('cannot load a file as its own, while a link to the page works', async () => {
		const load = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' };
		expect(await ask(shell, 'GET', '/assets/main-1a2b.js', load)).toMatchObject({ status: 403, body: '' });
		const frame = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
		expect(await ask(shell, 'GET', '/', frame)).toMatchObject({ status: 403, body: '' });
		const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
		expect(await ask(shell, 'GET', '/', link)).toMatchObject({ status: 200 });
	});

	test('cannot leave its origin out where one is needed', async () => {
		const body = JSON.stringify({ token: shell.token() });
		const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
		expect(await ask(shell, 'POST', '/session', headers, body)).toMatchObject({ status: 403, body: '' });
		expect(await refusedUpgrade({})).toBe(403);
	});
});

describe('a session', () => {
	// Would catch a token that a guess uses up: anybody on the machine could then lock its owner out.
	test('is not given for a wrong token, and the right one still works afterwards', async () => {
		for (const wrong of ['', 'guess', `${shell.token()}x`, shell.token().slice(0, -1)]) {
			expect(await trade(shell, wrong)).toMatchObject({ status: 403, body: '' });
		}
		expect(await trade(shell, shell.token())).toMatchObject({ status: 200 });
	});

	// Would catch a token that can be replayed from a browser's history.
	test('is given once for a token; the opening file then holds another', async () => {
		const token = shell.token();
		const answers = await Promise.all([trade(shell, token), trade(shell, token), trade(shell, token)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
		expect(await trade(shell, token)).toMatchObject({ status: 403, body: '' });
		expect(shell.token()).not.toBe(token);
		expect(await trade(shell, shell.token())).toMatchObject({ status: 200 });
	});

	test('is not given by GET, nor for a body of another kind or size, and nothing that came is repeated', async () => {
		const token = shell.token();
		const { origin } = shell;
		expect(await ask(shell, 'GET', `/session?token=${token}`, { origin })).toMatchObject({ status: 405, body: '' });
		expect(await ask(shell, 'GET', `/?token=${token}`, { origin })).toMatchObject({ status: 200, body: INDEX });
		expect(await trade(shell, token, { 'content-type': 'text/plain' })).toMatchObject({ status: 415, body: '' });
		expect(await trade(shell, 'x'.repeat(2_000))).toMatchObject({ status: 413, body: '' });
		const json = { origin, 'content-type': 'application/json' };
		for (const body of ['', '{', '[]', 'null', `{"token":["${token}"]}`, `{"token":"${token}","more":1}`]) {
			const headers = { ...json, 'content-length': String(body.length) };
			expect(await ask(shell, 'POST', '/session', headers, body)).toMatchObject({ status: 403, body: '' });
		}
		expect(await ask(shell, 'POST', '/session', { ...json, 'transfer-encoding': 'chunked' }, '{}')).toMatchObject({
			status: 413,
		});
		expect(shell.token()).toBe(token);
	});
});

describe('the socket', () => {
	test('is at one address only', async () => {
		expect(await refusedUpgrade({ origin: shell.origin }, '/')).toBe(404);
		expect(await refusedUpgrade({ origin: shell.origin }, '/socket/')).toBe(404);
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

describe('the process', () => {
	let other: Shell | null = null;
	afterEach(async () => {
		await other?.end('SIGKILL');
	});

	test.skipIf(process.platform === 'win32')(
		'keeps its opening file to its owner and takes it away at the end',
		async () => {
			other = await startShell(places);
			expect(statSync(other.openingFile).mode & 0o777).toBe(0o600);
			expect(statSync(dirname(other.openingFile)).mode & 0o777).toBe(0o700);
			await secretOf(other);
			expect(statSync(other.openingFile).mode & 0o777).toBe(0o600);
			expect(await other.end()).toBe(0);
			expect(existsSync(dirname(other.openingFile))).toBe(false);
		},
	);

	test('ends at Ctrl-C with a page open, tells the page, and leaves no process behind', async () => {
		other = await startShell(places);
		const secret = await secretOf(other);
		const page = await openPage(other, secret);
		const started = await page.call('startRace', {
			providerIds: ['sim:silent'],
			prompt: 'Say something.',
			maxTokens: 5,
			rounds: 1,
			firstMs: 400,
			eachMs: 50,
			stallMs: 200,
		});
		expect(started.ok).toBe(true);
		const children = readFileSync(`/proc/${other.child.pid}/task/${other.child.pid}/children`, 'utf8')
			.trim()
			.split(' ');
		expect(children.length).toBeGreaterThan(0);
		const socket = openSocket(other);
		await once(socket, 'open');
		const closed = once(socket, 'close');
		expect(await other.end('SIGINT')).toBe(0);
		expect((await closed)[0]).toBe(1001);
		expect(children.filter((child) => existsSync(`/proc/${child}`))).toEqual([]);
		expect(existsSync(dirname(other.openingFile))).toBe(false);
	});

	test.runIf(process.platform === 'linux')('hands the browser a path: the token is in no arguments', async () => {
		const noted = join(places.all, 'opened');
		rmSync(noted, { force: true });
		const opener = join(places.programs, 'xdg-open');
		writeFileSync(opener, `#!/bin/sh\ncat /proc/$$/cmdline > ${noted}.next\nmv ${noted}.next ${noted}\n`);
		chmodSync(opener, 0o755);
		const appeared = new Promise<void>((resolve) => {
			const watcher = watch(places.all, () => {
				if (!existsSync(noted)) return;
				watcher.close();
				resolve();
			});
		});
		other = await startShell(places, [], { DISPLAY: ':99' });
		await appeared;
		const token = other.token();
		expect(token.length).toBeGreaterThan(40);
		expect(readFileSync(noted, 'utf8').split('\0')).toContain(other.openingFile);
		expect(readFileSync(noted, 'utf8')).not.toContain(token);
		expect(readFileSync(`/proc/${other.child.pid}/cmdline`, 'utf8')).not.toContain(token);
		expect(other.output()).not.toContain(token);
		await other.end();
	});

	test('starts all the same where there is a screen and no opener', async () => {
		other = await startShell(places, [], { DISPLAY: ':99', PATH: places.home });
		expect(await ask(other, 'GET', '/')).toMatchObject({ status: 200 });
		await other.end();
	});

	test('listens on the port it is given, and says so where that is in use', async () => {
		const { code, output } = await runShell(places, ['--no-open', '--port', String(shell.port)]);
		expect(code).toBe(1);
		expect(output).toBe(
			`Port ${shell.port} of 127.0.0.1 is in use. Choose another with --port, or leave it out for one that is free.\n`,
		);
		const holder = createServer().listen(0, '127.0.0.1');
		await once(holder, 'listening');
		const { port } = holder.address() as AddressInfo;
		holder.close();
		await once(holder, 'close');
		other = await startShell(places, ['--no-open', '--port', String(port)]);
		expect(other.origin).toBe(`http://127.0.0.1:${port}`);
		await other.end();
	});

	test.each([
		[['--port', 'many'], /--port must be a whole number from 1 to 65535, not "many"/],
		[['--port', '65536'], /--port must be a whole number from 1 to 65535/],
		[['--port', '0'], /--port must be a whole number from 1 to 65535/],
		[['--port'], /--port/],
		[['--seed', '-1'], /--seed/],
		[['--prot', '1'], /--prot/],
		[['4100'], /4100/],
	])('names a wrong argument and what would be right: %j', async (given, message) => {
		const { code, output } = await runShell(places, given);
		expect(code).toBe(2);
		expect(output).toMatch(message);
		expect(output).toMatch(/usage: npm start -- \[--port N\]/);
	});

	test('explains itself, and says what to run where the page was never built', async () => {
		expect(await runShell(places, ['--help'])).toMatchObject({ code: 0, output: expect.stringMatching(/^usage:/) });
		const unbuilt = { ...places, renderer: places.home };
		const { code, output } = await runShell(unbuilt, ['--no-open']);
		expect(code).toBe(1);
		expect(output).toMatch(/has not been built. Run npm start/);
	});
});
