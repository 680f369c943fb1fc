import { expect, test, vi } from 'vitest';
import { apiInputs } from '../../src/core/api.ts';

const { contextBridge, ipcRenderer } = vi.hoisted(() => ({
	contextBridge: { exposeInMainWorld: vi.fn() },
	ipcRenderer: { invoke: vi.fn(async () => ({ ok: true, value: null })), send: vi.fn(), on: vi.fn() },
}));
vi.mock('electron', () => ({ contextBridge, ipcRenderer }));

const postMessage = vi.fn();
vi.stubGlobal('window', { postMessage });
vi.stubGlobal('location', { origin: 'app://fluidity' });
await import('../../src/preload/preload.ts');
const [name, bridge] = contextBridge.exposeInMainWorld.mock.calls[0] ?? [];
const [channel, onPort] = ipcRenderer.on.mock.calls[0] ?? [];

test('the page gets one function for each method of the contract, one for its news, and nothing else', async () => {
	expect(name).toBe('fluidity');
	expect(Object.keys(bridge).sort()).toEqual([...Object.keys(apiInputs), 'openNews'].sort());
	for (const method of Object.keys(apiInputs)) {
		ipcRenderer.invoke.mockClear();
		await bridge[method]({ of: method }, 'more', 'setKey');
		expect(ipcRenderer.invoke.mock.calls).toEqual([['fluidity:call', method, { of: method }]]);
	}
	bridge.openNews('other-channel');
	expect(ipcRenderer.send.mock.calls).toEqual([['fluidity:news']]);
});

// Would catch a port that any page could take, after the window was led elsewhere.
test('the port goes on to the page of its own origin', () => {
	const port = {};
	expect(channel).toBe('fluidity:news');
	onPort({ ports: [port] });
	expect(postMessage).toHaveBeenCalledExactlyOnceWith('fluidity:news', 'app://fluidity', [port]);
});
