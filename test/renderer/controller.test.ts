import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

const ENDED = { run: { id: 'run-1' }, phase: 'ended' } as never;

describe('a report', () => {
	// Would catch a second one that loads the machine beside the first, and a menu that says "making" for good.
	test('is made one at a time, and after a refusal another can be', async () => {
		useAppStore.setState({ run: ENDED });
		const asked: unknown[] = [];
		let refuse = (): void => {};
		const controller = connected(async (method, input) => {
			asked.push([method, input]);
			await new Promise<void>((resolve) => {
				refuse = resolve;
			});
			return { ok: false, problem: { code: 'no-browser', message: 'none' } };
		});
		const first = controller.exportReport('pdf-a4', {});
		expect(useAppStore.getState().making).toBe('pdf-a4');
		await controller.exportReport('html', {});
		expect(asked).toEqual([['exportReport', { runId: 'run-1', format: 'pdf-a4' }]]);
		refuse();
		await first;
		expect(useAppStore.getState()).toMatchObject({ making: null, problem: { code: 'no-browser' } });
	});

	test('is not asked for while nothing has ended, and neither does its menu open', async () => {
		const controller = connected(() => Promise.reject(new Error('asked')));
		for (const run of [null, { phase: 'running' } as never]) {
			useAppStore.setState({ run });
			await controller.exportReport('html', {});
			expect(controller.command({ type: 'export' })).toBe(false);
		}
		useAppStore.setState({ run: ENDED });
		expect(controller.command({ type: 'export' })).toBe(true);
		expect(useAppStore.getState().exportOpen).toBe(true);
	});
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

describe('a file that is opened', () => {
	// Would catch a page that calls itself idle, and lets a race begin, while the file is on its way.
	test('is an open call from the moment it is chosen, before it has been read', async () => {
		const asked: string[] = [];
		const controller = connected(async (method) => {
			asked.push(method);
			return { ok: false, problem: { code: 'recording-damaged', message: 'kept.fluidity' } };
		});
		const opened = controller.open(new File(['{}'], 'kept.fluidity'));
		expect(useAppStore.getState().pending).toBe(1);
		expect(asked).toEqual([]);
		await opened;
		expect(asked).toEqual(['openRun']);
		expect(useAppStore.getState()).toMatchObject({ pending: 0, problem: { code: 'recording-damaged' } });
	});

	test('and cannot be read is named, and nothing is asked of the host', async () => {
		const controller = connected(() => Promise.reject(new Error('asked')));
		const gone = new File([], 'gone.fluidity');
		gone.arrayBuffer = () => Promise.reject(new DOMException('not found', 'NotFoundError'));
		await controller.open(gone);
		expect(useAppStore.getState()).toMatchObject({
			...{ pending: 0, problem: { code: 'file-unreadable', message: 'gone.fluidity' } },
		});
	});
});
