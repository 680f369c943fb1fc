import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/core/events.ts';
import { type ColumnFacts, FACTS_BEFORE } from '../../../src/renderer/live/column-facts.ts';
import { ColumnNumbers } from '../../../src/renderer/screens/race/ColumnNumbers.tsx';
import { FailurePanel } from '../../../src/renderer/screens/race/FailurePanel.tsx';
import { stripWords } from '../../../src/renderer/screens/race/strip-words.ts';
import { textOf } from '../support/markup.ts';
import { speech } from '../support/speech.ts';

const running: ColumnFacts = {
	...{ ...FACTS_BEFORE, state: 'streaming', tokens: 40, missed: 3, total: 43, fluidityIndex: 0.93 },
	...{ meanFluidity: 0.87, endedRounds: 2 },
};
const counted: ColumnFacts = { ...running, accounting: 'common', state: 'completed' };

describe('numbers that are estimates say so', () => {
	test.each([
		['en', '~3 of ~43 deadlines missed', 'Beat strip of A: about 3 of about 43 deadlines missed'],
		['zh-CN', '~43 个期限错过 ~3 个', 'A 的节拍条：约 43 个期限错过 约 3 个'],
	] as const)('beside the beat strip and where it is read out: %s', (language, missed, label) => {
		expect(stripWords('A', running, speech(language))).toEqual({ missed, label });
	});

	test('until they are counted', () => {
		expect(stripWords('A', counted, speech('en'))).toEqual({
			missed: '3 of 43 deadlines missed',
			label: 'Beat strip of A: 3 of 43 deadlines missed',
		});
	});

	test('in the mean of the rounds and in what a broken stream had until then', async () => {
		const failure: Failure = {
			...{ kind: 'truncated', phase: 'stream', status: null, code: null, retryAfterMs: null, message: '' },
		};
		const live = { source: 'race', nowNs: () => 0 } as const;
		const shownOf = async (reached: ColumnFacts, rounds: number): Promise<string> => {
			const panel = createElement(FailurePanel, { failure, partial: true, reached, atNs: 0, host: '', live });
			return `${await textOf(createElement(ColumnNumbers, { facts: reached, rounds }))} ${await textOf(panel)}`;
		};
		const broken: ColumnFacts = { ...running, state: 'truncated', failure };
		const shown = await shownOf(broken, 3);
		expect(shown).toContain('~0.93 until then');
		expect(shown).toContain('mean of 2 rounds ~0.87');
		const final = await shownOf({ ...broken, accounting: 'common' }, 1);
		expect(final).toContain('0.93 until then');
		expect(final).not.toContain('~');
	});

	// Would catch columns of unequal heights, and numbers that jump when a first round ends.
	test('and a mean has its place before there is one', async () => {
		const before: ColumnFacts = { ...running, meanFluidity: null, endedRounds: 0 };
		expect(await textOf(createElement(ColumnNumbers, { facts: before, rounds: 3 }))).toContain('mean of 0 rounds –');
	});
});
