import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostEvent } from '../../../src/core/api.ts';
import { serveCalls } from '../../../src/main/electron/calls.ts';
import { serveNews } from '../../../src/main/electron/news-port.ts';
import * as electron from '../../support/fake-electron.ts';
import { FakeContents, type FakeFrame, fakeFrame } from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

let contents: FakeContents;
let destroyed: boolean;
const window = () => ({ webContents: contents, isDestroyed: () => destroyed }) as never;

beforeEach(() => {
	contents = new FakeContents();
	destroyed = false;
	electron.ipcMain.removeAllListeners();
	electron.told.channels.length = 0;
});

/** Everything about a message's sender that must make it a stranger's. */
const strangers: readonly (readonly [string, () => { sender: unknown; senderFrame: FakeFrame | null }])[] = [
	['another window', () => ({ sender: new FakeContents(), senderFrame: contents.mainFrame })],
	['a frame inside of the page', () => ({ sender: contents, senderFrame: fakeFrame({ parent: contents.mainFrame }) })],
	['another top frame', () => ({ sender: contents, senderFrame: fakeFrame({ frameToken: 'other' }) })],
	['another process', () => ({ sender: contents, senderFrame: fakeFrame({ processId: 8 }) })],
	['a frame that has gone', () => ({ sender: contents, senderFrame: null })],
	['a page that was left', () => ({ sender: contents, senderFrame: fakeFrame({ detached: true }) })],
	['another origin', () => ({ sender: contents, senderFrame: fakeFrame({ origin: 'https://example.com' }) })],
	[
		'an origin that begins like ours',
		() => ({ sender: contents, senderFrame: fakeFrame({ origin: 'app://fluidity.x' }) }),
	],
	['an origin of nothing', () => ({ sender: contents, senderFrame: fakeFrame({ origin: 'null' }) })],
];

describe('a call', () => {
	const callUnchecked = vi.fn(async (_method: string, _input: unknown) => ({ ok: true, value: null }) as const);
	const broke = vi.fn();

	beforeEach(() => {
		callUnchecked.mockClear();
		broke.mockClear();
		serveCalls({ app: { callUnchecked }, window, broke });
	});

	const send = (event: object, ...message: unknown[]) =>
		Promise.resolve(electron.told.handlers.get('fluidity:call')?.(event, ...message));
	const own = () => ({ sender: contents, senderFrame: contents.mainFrame });

	test('of our page goes through the validating door of the app', async () => {
		expect(await send(own(), 'stopRace', {})).toEqual({ ok: true, value: null });
		expect(callUnchecked).toHaveBeenCalledExactlyOnceWith('stopRace', {});
	});

	test.each(strangers)('from %s is refused without a word', async (_who, event) => {
		await expect(send(event(), 'setKey', { providerId: 'own-1', key: 'sk' })).rejects.toThrow(/^refused$/);
		expect(callUnchecked).not.toHaveBeenCalled();
	});

	test('is refused once the window is gone', async () => {
		destroyed = true;
		await expect(send(own(), 'stopRace', {})).rejects.toThrow('refused');
	});

	test.each([[[]], [['stopRace']], [['stopRace', {}, {}]], [[{ toString: () => 'stopRace' }, {}]]])(
		'of the shape %j is refused',
		async (message: unknown[]) => {
			await expect(send(own(), ...message)).rejects.toThrow('refused');
			expect(callUnchecked).not.toHaveBeenCalled();
		},
	);

	// Would catch a stack trace, or a key in a message, on its way into the page.
	test('that meets a bug says only that there was one', async () => {
		const bug = new Error('sk-secret is not a function');
		callUnchecked.mockRejectedValueOnce(bug);
		const result = await send(own(), 'stopRace', {});
		expect(result).toMatchObject({ ok: false, problem: { code: 'internal' } });
		expect(JSON.stringify(result)).not.toContain('sk-secret');
		expect(broke).toHaveBeenCalledExactlyOnceWith(bug);
	});
});

describe('news', () => {
	let listeners: Set<(event: HostEvent) => void>;
	const app = {
		subscribe(listener: (event: HostEvent) => void) {
			listeners.add(listener);
			listener({ type: 'ended', runId: 'first', result: { scorecard: {}, counts: [] } } as never);
			return () => listeners.delete(listener);
		},
	};
	const ask = (event: object) => electron.ipcMain.emit('fluidity:news', event);
	const own = () => ({ sender: contents, senderFrame: contents.mainFrame });

	beforeEach(() => {
		listeners = new Set();
	});

	test('goes to our page over a port of its own, cloned and never transferred', () => {
		serveNews({ app, window });
		ask(own());
		const [channel] = electron.told.channels;
		expect(contents.mainFrame.postMessage).toHaveBeenCalledExactlyOnceWith('fluidity:news', null, [channel?.port2]);
		const columns = new Float64Array([1, 2]);
		for (const listener of listeners) listener({ type: 'batch', runId: 'r', batch: { columns } } as never);
		expect(channel?.port1.posted).toHaveLength(2);
		expect(channel?.port1.posted[1]).toEqual({
			type: 'event',
			event: { type: 'batch', runId: 'r', batch: { columns } },
		});
		expect([channel?.port1.transfers, columns.length]).toEqual([[], 2]);
	});

	test.each(strangers)('is not given to %s', (_who, event) => {
		serveNews({ app, window });
		ask(event());
		expect([electron.told.channels.length, listeners.size]).toEqual([0, 0]);
	});

	// Would catch a page that hears everything twice after a reload, and a port that keeps a run in memory.
	test('has one port: a page that asks again, or is gone, leaves none behind', () => {
		const news = serveNews({ app, window });
		ask(own());
		ask(own());
		expect(electron.told.channels.map(({ port1 }) => port1.closed)).toEqual([true, false]);
		expect(listeners.size).toBe(1);
		electron.told.channels[1]?.port1.emit('close');
		expect(listeners.size).toBe(0);
		ask(own());
		news.close();
		expect([electron.told.channels[2]?.port1.closed, listeners.size]).toEqual([true, 0]);
	});

	test('answers each message of the page in its turn, after what was told before', () => {
		serveNews({ app, window });
		ask(own());
		const port = electron.told.channels[0]?.port1;
		port?.emit('message', { data: null, ports: [] });
		for (const listener of listeners) listener({ type: 'ended', runId: 'second', result: {} } as never);
		expect(port?.posted.map((news) => (news as { type: string }).type)).toEqual(['event', 'told', 'event']);
	});

	test('carries what is chosen from the menu, and drops it while no page listens', () => {
		const news = serveNews({ app, window });
		news.command({ type: 'run' });
		ask(own());
		news.command({ type: 'help' });
		const posted = electron.told.channels[0]?.port1.posted ?? [];
		expect(posted.slice(1)).toEqual([{ type: 'command', command: { type: 'help' } }]);
	});
});
