import { createElement } from 'react';
import { describe, expect, test, vi } from 'vitest';
import type { Failure } from '../../../src/core/events.ts';
import { FACTS_BEFORE } from '../../../src/renderer/live/column-facts.ts';
import { FailurePanel } from '../../../src/renderer/screens/race/FailurePanel.tsx';
import { textOf } from '../support/markup.ts';

const limited: Failure = {
	...{ kind: 'http', phase: 'headers', status: 429, code: null, retryAfterMs: 20_000, message: 'Slow down.' },
};

/** The panel of a request that failed 3 s into its run, at some moment of the page's clock. */
function panel(
	source: 'race' | 'file',
	nowMs: number,
	language: 'en' | 'zh-CN' = 'en',
	failure: Failure = limited,
): Promise<string> {
	vi.spyOn(performance, 'now').mockReturnValue(nowMs);
	// The run began 10 s before the page's clock did.
	const live = { source, nowNs: (atMs: number) => (atMs + 10_000) * 1e6 };
	const shown = textOf(
		createElement(FailurePanel, { failure, partial: false, reached: FACTS_BEFORE, atNs: 3e9, host: 'localhost', live }),
		language,
	);
	return shown.finally(() => vi.restoreAllMocks());
}

describe('a wait that a provider asked for', () => {
	// Would catch a countdown that begins anew with every page.
	test('is counted from the failure, whenever the panel is made', async () => {
		expect(await panel('race', 0)).toContain('You may try again in 13 s.');
		expect(await panel('race', 5_000)).toContain('You may try again in 8 s.');
		expect(await panel('race', 14_000)).toContain('You may try again now.');
	});

	test('is only told of a run from a file, in both languages', async () => {
		expect(await panel('file', 0)).toContain('It asked to wait 20 s.');
		expect(await panel('file', 0, 'zh-CN')).toContain('它要求等待 20 秒。');
		expect(await panel('file', 0)).not.toContain('try again');
	});
});

// Would catch a wait that is counted anew from the round that it held.
test('a held request says what was left of the wait when it was due, live and from a file, in both languages', async () => {
	const held: Failure = { ...limited, kind: 'held', phase: 'connect', retryAfterMs: 1_400 };
	for (const source of ['race', 'file'] as const) {
		expect(await panel(source, 5_000, 'en', held)).toMatch(/Held: not sent.*HTTP 429.*1\.4 s of the wait were left\./s);
		expect(await panel(source, 5_000, 'zh-CN', held)).toMatch(/已暂缓，未发送.*当时还需等待 1\.4 秒。/s);
	}
});
