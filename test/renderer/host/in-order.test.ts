import { describe, expect, test, vi } from 'vitest';
import { createInOrder } from '../../../src/renderer/host/in-order.ts';

function inOrder() {
	const taken: string[] = [];
	const failed = vi.fn();
	return { taken, failed, receive: createInOrder<string>((message) => taken.push(message), failed) };
}

function onItsWay() {
	let resolve = (_message: string): void => {};
	const promise = new Promise<string>((resolved) => {
		resolve = resolved;
	});
	return { promise, resolve: (message: string) => resolve(message) };
}

describe('messages of which some have to be fetched', () => {
	test('are handed on at once while none is on its way', () => {
		const { taken, receive } = inOrder();
		receive('one');
		receive('two');
		expect(taken).toEqual(['one', 'two']);
	});

	// Would catch batches that are applied to the run before the one they belong to.
	test('wait for those that came before them', async () => {
		const { taken, receive } = inOrder();
		const [first, second] = [onItsWay(), onItsWay()];
		receive('one');
		receive(first.promise);
		receive('three');
		receive(second.promise);
		receive('five');
		second.resolve('four');
		await second.promise;
		expect(taken).toEqual(['one']);
		first.resolve('two');
		await vi.waitFor(() => expect(taken).toEqual(['one', 'two', 'three', 'four', 'five']));
		receive('six');
		expect(taken.at(-1)).toBe('six');
	});

	// Would catch a page that goes on with a part of the news missing.
	test('are not handed on after one that cannot be fetched', async () => {
		const { taken, failed, receive } = inOrder();
		const gone = new Error('gone');
		receive(Promise.reject(gone));
		receive('two');
		await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(2));
		receive('three');
		await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(3));
		expect(failed).toHaveBeenCalledWith(gone);
		expect(taken).toEqual([]);
	});
});
