import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Api, MOST_RECORDING_BYTES } from '../../src/core/api.ts';
import { createController } from '../../src/renderer/controller.ts';
import { FIRST_FACTS, useAppStore } from '../../src/renderer/store/app-store.ts';

beforeEach(() => {
	vi.stubGlobal('document', { documentElement: { dataset: {} } });
	useAppStore.setState(FIRST_FACTS, true);
});
afterEach(() => vi.unstubAllGlobals());

function connected(call: Api['call']) {
	const controller = createController();
	controller.connect({ call, subscribe: () => () => undefined });
	return controller;
}

// Would catch buttons that stay disabled for good after one call went wrong.
test('a call that the host does not survive is thrown on and is pending no more', async () => {
	const controller = connected(() => Promise.reject(new Error('the pipe broke')));
	const call = controller.call('stopRace', {});
	expect(useAppStore.getState().pending).toBe(1);
	await expect(call).rejects.toThrow('the pipe broke');
	expect(useAppStore.getState().pending).toBe(0);
});

class EnormousFile extends File {
	override readonly size = MOST_RECORDING_BYTES + 1;

	override arrayBuffer(): Promise<ArrayBuffer> {
		return Promise.reject(new Error('read'));
	}
}

// Would catch a page that runs out of memory, or loses its connection, where a sentence would do.
test('a file that is too large for a recording is refused before it is read', async () => {
	const controller = connected(() => Promise.reject(new Error('asked')));
	await controller.open(new EnormousFile([], 'film.fluidity'));
	expect(useAppStore.getState()).toMatchObject({
		...{ pending: 0, problem: { code: 'recording-too-large', message: 'film.fluidity' } },
	});
});
