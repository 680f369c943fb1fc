import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HostEvent } from '../../../src/core/api.ts';
import type { ElectronBridge } from '../../../src/core/electron-bridge.ts';
import type { Command } from '../../../src/core/shortcuts.ts';
import { connectElectronHost } from '../../../src/renderer/host/electron-host.ts';

let page: EventTarget;
beforeEach(() => {
	page = new EventTarget();
	vi.stubGlobal('window', page);
	vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
	vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
});
afterEach(() => vi.unstubAllGlobals());

/** A bridge whose port arrives when asked for, after messages that are none of it. */
function createBridge() {
	const { port1, port2 } = new MessageChannel();
	const startRace = vi.fn(async () => ({ ok: true, value: { runId: 'r' } }) as const);
	const deliver = (source: unknown, data: unknown, ports: readonly unknown[]): void => {
		page.dispatchEvent(Object.assign(new Event('message'), { source, data, ports }));
	};
	const stray = new MessageChannel();
	const openNews = vi.fn(() => {
		deliver(null, 'fluidity:news', [stray.port2]);
		deliver(page, 'something-else', [stray.port2]);
		deliver(page, 'fluidity:news', []);
		deliver(page, 'fluidity:news', [port2]);
	});
	const close = () => [port1, stray.port1].forEach((port) => void port.close());
	return { app: port1, startRace, bridge: { startRace, openNews } as unknown as ElectronBridge, close };
}

const ended = (runId: string): HostEvent => ({ type: 'ended', runId, result: { scorecard: {}, counts: [] } }) as never;

// Would catch the first state of all being lost between the port's arrival and the page's first listener.
test('news waits until somebody listens, comes in order, and commands of the menu come besides', async () => {
	const { app, bridge, close } = createBridge();
	const states: string[] = [];
	const commands: Command[] = [];
	const api = await connectElectronHost(
		bridge,
		(state) => states.push(state),
		(command) => commands.push(command),
	);
	expect(states).toEqual(['open']);
	app.postMessage({ type: 'event', event: ended('first') });
	app.postMessage({ type: 'command', command: { type: 'run' } });
	const heard: HostEvent[] = [];
	const unsubscribe = api.subscribe((event) => heard.push(event));
	app.postMessage({ type: 'event', event: ended('second') });
	await vi.waitFor(() => expect(heard).toEqual([ended('first'), ended('second')]));
	expect(commands).toEqual([{ type: 'run' }]);
	unsubscribe();
	app.postMessage({ type: 'event', event: ended('third') });
	app.postMessage({ type: 'command', command: { type: 'stop' } });
	await vi.waitFor(() => expect(commands).toHaveLength(2));
	expect(heard).toHaveLength(2);
	close();
});

// Would catch a page that takes a race for begun, and itself for idle, before it was told of the race.
test('calls go to the function of their name, and are answered after the news that they made', async () => {
	const { app, bridge, startRace, close } = createBridge();
	const api = await connectElectronHost(
		bridge,
		() => {},
		() => {},
	);
	const order: string[] = [];
	api.subscribe(({ type }) => order.push(type));
	const asked = new Promise((resolve) => app.once('message', resolve));
	const setup = {
		providerIds: ['sim:steady'],
		prompt: 'p',
		maxTokens: 1,
		rounds: 1,
		firstMs: 1,
		eachMs: 1,
		stallMs: 1,
	};
	const called = api.call('startRace', setup).finally(() => order.push('answer'));
	await asked;
	app.postMessage({ type: 'event', event: ended('r') });
	app.postMessage({ type: 'told' });
	expect(await called).toEqual({ ok: true, value: { runId: 'r' } });
	expect(order).toEqual(['ended', 'answer']);
	expect(startRace).toHaveBeenCalledExactlyOnceWith(setup);
	close();
});
