import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createDeferred } from '../../../src/main/engine/deferred.ts';

/** Keeps the thread busy for so many milliseconds. */
function work(forMs: number): void {
	const until = performance.now() + forMs;
	while (performance.now() < until);
}

// Would catch decoding that runs inside the socket's own turn, before the next socket is stamped.
it('runs nothing in the turn that adds it, and then everything in order', async () => {
	const deferred = createDeferred();
	const done: string[] = [];
	deferred.add(() => done.push('a'));
	deferred.add(() => {
		done.push('b');
		deferred.add(() => done.push('d'));
	});
	deferred.add(() => done.push('c'));
	await Promise.resolve();
	expect(done).toEqual([]);
	await nextTurn();
	while (done.length < 4) await nextTurn();
	expect(done).toEqual(['a', 'b', 'c', 'd']);
});

// Would catch a long queue that keeps the loop from its sockets until it is empty.
it('hands the loop back when its budget is spent, though every turn gets one task done', async () => {
	const deferred = createDeferred(0.25);
	let done = 0;
	for (let task = 0; task < 5; task++) {
		deferred.add(() => {
			work(0.5);
			done += 1;
		});
	}
	const seen: number[] = [];
	while (done < 5) {
		await nextTurn();
		seen.push(done);
	}
	expect(seen.length).toBeGreaterThanOrEqual(5);
	expect(seen.every((count, turn) => count - (seen[turn - 1] ?? 0) <= 1)).toBe(true);
});
