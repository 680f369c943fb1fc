import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { guardNavigation } from '../../../src/main/electron/navigation.ts';
import { answerPageRequest, registerPageScheme, servePageFiles } from '../../../src/main/electron/page-files.ts';
import { guardPermissions } from '../../../src/main/electron/permissions.ts';
import { guardSession } from '../../../src/main/electron/session-guards.ts';
import { openWindow } from '../../../src/main/electron/window.ts';
import * as electron from '../../support/fake-electron.ts';
import { FakeContents, FakeSession, fakeEvent } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

describe('the app:// protocol', () => {
	let folder = '';
	beforeAll(() => {
		const all = mkdtempSync(join(tmpdir(), 'page-files-'));
		folder = join(all, 'renderer');
		mkdirSync(join(folder, 'assets'), { recursive: true });
		writeFileSync(join(all, 'secret.txt'), 'outside');
		writeFileSync(join(folder, '.hidden'), 'hidden');
		writeFileSync(join(folder, 'index.html'), '<!doctype html>');
		writeFileSync(join(folder, 'assets', 'main-1a_B.js'), 'run()');
	});
	afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

	test('is a secure origin of its own, without fetch, service workers or a way around the policy', () => {
		registerPageScheme();
		expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith([
			{ scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
		]);
	});

	test('serves the built files with their types, under a policy without network or inline code', async () => {
		const session = new FakeSession();
		servePageFiles(session as never, folder);
		const [scheme, handler] = session.protocol.handle.mock.calls[0] ?? [];
		expect(scheme).toBe('app');
		const page: Response = await handler(new Request('app://fluidity/index.html'));
		expect([page.status, await page.text()]).toEqual([200, '<!doctype html>']);
		const policy = page.headers.get('content-security-policy') ?? '';
		expect(policy.split('; ').toSorted()).toEqual([
			"base-uri 'none'",
			"connect-src 'none'",
			"default-src 'none'",
			"font-src 'self'",
			"form-action 'none'",
			"frame-ancestors 'none'",
			"img-src 'self' data: blob:",
			"script-src 'self'",
			"style-src 'self'",
			"worker-src 'self'",
		]);
		expect(page.headers.get('x-content-type-options')).toBe('nosniff');
		const script = await answerPageRequest('app://fluidity/assets/main-1a_B.js', 'GET', folder);
		expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
		expect(script.headers.get('content-security-policy')).toBe(policy);
	});

	// Would catch a request that reads the settings, or any file of the machine.
	test.each([
		['app://fluidity/../secret.txt', 404],
		['app://fluidity/%2e%2e/secret.txt', 404],
		['app://fluidity/..%2fsecret.txt', 404],
		['app://fluidity/%252e%252e/secret.txt', 404],
		['app://fluidity/..\\secret.txt', 404],
		['app://fluidity/../secret.txt?index.html', 404],
		['app://fluidity/?/../secret.txt', 404],
		['app://fluidity/index.html::$DATA', 404],
		['app://fluidity/..%5csecret.txt', 404],
		['app://fluidity/assets/..%2f..%2fsecret.txt', 404],
		['app://fluidity/assets//../../secret.txt', 404],
		['app://fluidity//etc/passwd', 404],
		['app://fluidity/.hidden', 404],
		['app://fluidity/index.html%00.js', 404],
		['app://fluidity/assets', 404],
		['app://fluidity/', 404],
		['app://elsewhere/index.html', 403],
		['app://fluidity.evil/index.html', 403],
		['app://fluidity:1/index.html', 403],
		['app://elsewhere@fluidity/index.html', 403],
		['app:fluidity/index.html', 403],
		['app://user:word@fluidity/index.html', 403],
		['file:///etc/passwd', 403],
		['nonsense', 403],
	])('answers %s with %i', async (url, status) => {
		const response = await answerPageRequest(url, 'GET', folder);
		expect([response.status, await response.text()]).toEqual([status, '']);
	});

	test('lets no path out of the folder, whatever it is made of', async () => {
		const piece = fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '/', '\\', 'assets', 'secret.txt', '%00', '~');
		await fc.assert(
			fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
				const response = await answerPageRequest(`app://fluidity/${pieces.join('/')}`, 'GET', folder);
				expect(await response.text()).not.toContain('outside');
			}),
		);
	});

	test('answers nothing but GET', async () => {
		for (const method of ['HEAD', 'POST', 'PUT', 'DELETE']) {
			expect((await answerPageRequest('app://fluidity/index.html', method, folder)).status).toBe(405);
		}
	});
});

test('the window is sandboxed, isolated and without Node, and keeps its own place', () => {
	openWindow('/out/preload/preload.cjs');
	const [window] = electron.told.windows;
	if (window === undefined) throw new Error('there is no window');
	expect(window.options).toMatchObject({ name: 'main', windowStatePersistence: true, show: false });
	expect(window.options.webPreferences).toEqual({
		preload: '/out/preload/preload.cjs',
		sandbox: true,
		contextIsolation: true,
		nodeIntegration: false,
		nodeIntegrationInWorker: false,
		nodeIntegrationInSubFrames: false,
		webviewTag: false,
		webSecurity: true,
		allowRunningInsecureContent: false,
		experimentalFeatures: false,
		plugins: false,
		navigateOnDragDrop: false,
		spellcheck: false,
		devTools: false,
	});
	expect(window.loadURL).toHaveBeenCalledWith('app://fluidity/index.html');
	expect(window.show).not.toHaveBeenCalled();
	window.emit('ready-to-show');
	expect(window.show).toHaveBeenCalledOnce();
});

describe('permissions', () => {
	const session = new FakeSession();
	guardPermissions(session as never);
	const check = session.setPermissionCheckHandler.mock.calls[0]?.[0];
	const request = session.setPermissionRequestHandler.mock.calls[0]?.[0];
	const device = session.setDevicePermissionHandler.mock.calls[0]?.[0];
	const screen = session.setDisplayMediaRequestHandler.mock.calls[0]?.[0];

	test.each([
		...['clipboard-read', 'clipboard-sanitized-write', 'fullscreen', 'media', 'notifications', 'openExternal'],
		// What a later Electron adds.
		'mind-reading',
	])('are none, asked or checked: %s', (permission) => {
		const answer = vi.fn();
		request(null, permission, answer, { requestingUrl: 'app://fluidity/index.html', isMainFrame: true });
		expect(answer).toHaveBeenCalledExactlyOnceWith(false);
		expect(check(null, permission, 'app://fluidity/', { isMainFrame: true })).toBe(false);
	});

	test('reach no device and no screen', () => {
		expect(device({ deviceType: 'hid' })).toBe(false);
		const answer = vi.fn((streams: object | null) => {
			// As Electron does.
			if (streams !== null && !('video' in streams)) throw new TypeError('Video was requested, but not provided');
		});
		screen({ videoRequested: true }, answer);
		expect(answer).toHaveBeenCalledExactlyOnceWith(null);
	});
});

describe('the page', () => {
	const contents = new FakeContents();
	guardNavigation();
	electron.app.emit('web-contents-created', {}, contents);
	const policies = contents.setWebRTCIPHandlingPolicy.mock.calls;

	test.each(['will-frame-navigate', 'will-redirect'])('goes nowhere else (%s)', (name) => {
		for (const url of ['https://example.com/', 'file:///etc/passwd', 'app://fluidity/other.html', 'about:blank']) {
			const event = fakeEvent({ url, isMainFrame: true });
			contents.emit(name, event);
			expect(event.preventDefault).toHaveBeenCalledOnce();
		}
		const framed = fakeEvent({ url: 'app://fluidity/index.html', isMainFrame: false });
		contents.emit(name, framed);
		expect(framed.preventDefault).toHaveBeenCalledOnce();
		const reload = fakeEvent({ url: 'app://fluidity/index.html', isMainFrame: true });
		contents.emit(name, reload);
		expect(reload.preventDefault).not.toHaveBeenCalled();
	});

	// Would catch a page that sends what it knows by WebRTC, which its policy does not forbid.
	test('speaks to no other machine past the proxy that leads nowhere', () => {
		expect(policies).toEqual([['disable_non_proxied_udp']]);
	});

	test('holds no other page', () => {
		const event = fakeEvent({});
		contents.emit('will-attach-webview', event);
		expect(event.preventDefault).toHaveBeenCalledOnce();
	});

	// Would catch text of a provider that starts a program through the scheme it registered.
	test.each([
		'https://example.com/',
		'https://arxiv.org/abs/2407.07000',
		'app://fluidity/index.html',
		'javascript:alert(1)',
		'file:///bin/sh',
		'ms-msdt:/id',
		'smb://server/share',
		'not an address',
	])('opens no window and no browser for %s', (url) => {
		expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
		expect(electron.shell.openExternal).not.toHaveBeenCalled();
	});
});

describe('the session', () => {
	const session = new FakeSession();
	guardSession(session as never);
	const [filter, handler] = session.webRequest.onBeforeRequest.mock.calls[0] ?? [];
	const spelling = session.setSpellCheckerEnabled.mock.calls;
	const proxies = session.setProxy.mock.calls;

	test('has no network, whatever the policy says', () => {
		expect(filter.urls).toEqual(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*']);
		const answer = vi.fn();
		handler({ url: 'https://example.com/' }, answer);
		expect(answer).toHaveBeenCalledWith({ cancel: true });
		expect(spelling).toEqual([[false]]);
	});

	test('has a proxy that leads nowhere, this machine included, for what is no request', () => {
		const nowhere = { mode: 'fixed_servers', proxyRules: '127.0.0.1:9', proxyBypassRules: '<-loopback>' };
		expect(proxies).toEqual([[nowhere]]);
	});

	test('saves what the page made and nothing else', () => {
		for (const [url, refused] of [
			['blob:app://fluidity/5b1c', false],
			['blob:https://example.com/5b1c', true],
			['app://fluidity/index.html', true],
			['data:text/plain,x', true],
		] as const) {
			const event = fakeEvent({});
			session.emit('will-download', event, { getURL: () => url });
			expect(event.preventDefault.mock.calls.length === 1).toBe(refused);
		}
	});
});
