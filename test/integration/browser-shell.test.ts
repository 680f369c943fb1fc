import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	ask,
	askRaw,
	INDEX,
	makePlaces,
	OUTSIDE,
	type Places,
	refusedUpgrade,
	removePlaces,
	SCRIPT,
	type Shell,
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
		expect(await refusedUpgrade(shell, { ...headers, origin: shell.origin })).toBe(421);
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
		expect(await refusedUpgrade(shell, { origin })).toBe(403);
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
		expect(await refusedUpgrade(shell, {})).toBe(403);
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
