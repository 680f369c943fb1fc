import { expect, it, vi } from 'vitest';
import { countCommonTokens } from '../../../src/main/tokenizer/count.ts';
import { script, started } from '../../support/stand-in-thread.ts';

vi.mock('node:worker_threads', async (original: () => Promise<typeof import('node:worker_threads')>) =>
	(await import('../../support/stand-in-thread.ts')).standIn(await original()),
);

const PIECES = [{ kinds: ['text' as const], texts: ['Hello'] }];

// Would catch a race that never ends, because its tokens are waited for without end.
it.each([
	['ends before it answers', 'process.exit(3)', /ended early, with code 3/],
	['ends as if it had nothing to do', '', /ended early, with code 0/],
	['throws', 'throw new Error("out of memory")', /out of memory/],
])('a tokenizer’s thread that %s is an error', async (_what, source, message) => {
	script.source = source;
	await expect(countCommonTokens(PIECES)).rejects.toThrow(message);
});

// Would catch a thread left behind by every race.
it('the thread is ended once it has answered', async () => {
	script.source =
		'const { parentPort } = require("node:worker_threads"); parentPort.on("message", () => parentPort.postMessage([[1]]))';
	expect(await countCommonTokens(PIECES)).toEqual([[1]]);
	expect(started.at(-1)?.threadId).toBe(-1);
});
