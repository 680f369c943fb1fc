import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ElectronBridge } from '../../src/core/electron-bridge.ts';
import { electronMissing, type LaunchedElectron, launchElectron } from './harness/electron-shell.ts';

// What only a real Electron can show: that the doors which test/main/electron hangs in are shut.

const problem = electronMissing();
let app: LaunchedElectron;

beforeAll(async () => {
	if (problem === null) app = await launchElectron({ seed: 7 });
});
afterAll(() => app?.close());
beforeEach(({ skip }) => {
	if (problem !== null) skip(problem);
});

test('the page has no Node, no network and one object of ours', async () => {
	const page = await app.electron.firstWindow();
	await page.locator('html[data-idle="true"]').waitFor({ state: 'attached' });
	const found = await page.evaluate(
		async (elsewhere) => ({
			address: location.href,
			secure: isSecureContext,
			node: typeof Reflect.get(window, 'process') + typeof Reflect.get(window, 'require'),
			frozen: Reflect.set(window, 'fluidity', {}),
			reached: await Promise.allSettled([
				fetch(elsewhere),
				fetch('app://fluidity/index.html'),
				import(/* @vite-ignore */ `${elsewhere}x.js`),
			]),
			opened: window.open(elsewhere),
		}),
		'https://example.com/',
	);
	expect(found).toMatchObject({
		address: 'app://fluidity/index.html',
		secure: true,
		node: 'undefinedundefined',
		frozen: false,
		opened: null,
	});
	expect(found.reached.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});

// Would catch a page that sends what it knows past its policy, which knows nothing of WebRTC.
test('the page sends nothing by WebRTC', async () => {
	const socket = createSocket('udp4');
	let packets = 0;
	socket.on('message', () => {
		packets += 1;
	});
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const page = await app.electron.firstWindow();
	await page.evaluate(async (port) => {
		const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
		connection.createDataChannel('out');
		const gathered = new Promise((resolve) => {
			connection.addEventListener('icecandidate', ({ candidate }) => candidate ?? resolve(null));
		});
		await connection.setLocalDescription();
		await gathered;
		connection.close();
	}, socket.address().port);
	socket.close();
	expect(packets).toBe(0);
});

test('the page stays where it is, and only the app answers its calls', async () => {
	const page = await app.electron.firstWindow();
	await page.evaluate(() => {
		location.href = 'https://example.com/';
	});
	expect(page.url()).toBe('app://fluidity/index.html');
	const answer = await page.evaluate(() => {
		const bridge: ElectronBridge = Reflect.get(window, 'fluidity');
		return bridge.setKey({ providerId: 'no-such', key: '' });
	});
	expect(answer).toMatchObject({ ok: false, problem: { code: 'bad-input' } });
});

test('the process of the page is sandboxed', async () => {
	const metrics = await app.electron.evaluate(({ app: electron }) => electron.getAppMetrics());
	const pages = metrics.filter(({ type }) => type === 'Tab');
	expect(pages.length).toBeGreaterThan(0);
	// Linux reports it of no process: there it must not have been switched off, for then Chromium does not start without.
	if (process.platform === 'linux') {
		const args = await app.electron.evaluate(() => process.argv);
		expect(args.filter((arg) => arg.includes('no-sandbox'))).toEqual([]);
	} else {
		expect(pages.map(({ sandboxed }) => sandboxed)).toEqual(pages.map(() => true));
	}
});
