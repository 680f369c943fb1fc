import { describe, expect, test } from 'vitest';
import { scoreRecording } from '../../../src/core/scorecard.ts';
import { type ColumnFacts, FACTS_BEFORE } from '../../../src/renderer/live/column-facts.ts';
import type { RunFacts } from '../../../src/renderer/live/live-session.ts';
import { announce } from '../../../src/renderer/ui/announce.ts';
import { verdictWords } from '../../../src/renderer/ui/verdict-words.ts';
import { recordedRequest, recordingOf, tokensAt } from '../../support/scored-runs.ts';
import { speech } from '../support/speech.ts';

const recording = recordingOf([recordedRequest(tokensAt(50, 60))], {});
const result: RunFacts['result'] = {
	scorecard: scoreRecording(recording),
	verdict: { type: 'refusal', reason: 'nobody-to-compare' },
	counts: [],
};

function facts(column: Partial<ColumnFacts>, changed: Partial<RunFacts> = {}): RunFacts {
	return {
		...{ run: recording.run, source: 'race', phase: 'running', round: 1, latestRound: 1, result: null },
		columns: [{ ...FACTS_BEFORE, stream: 0, ...column }],
		...changed,
	};
}

/** What is said as a run goes through these states. */
function said(states: readonly RunFacts[], language: 'en' | 'zh-CN' = 'en'): string[] {
	const spoken: string[] = [];
	const milestones = { say: (_: string, message: string) => void spoken.push(message), stop() {} };
	for (const [index, state] of states.entries()) {
		announce(state, states[index - 1] ?? null, milestones, speech(language));
	}
	return spoken;
}

const waiting = facts({ state: 'waiting' });
const thinking = facts({ state: 'streaming', ttftMs: 300 });
const reading = facts({ state: 'streaming', ttftMs: 300, firstVisibleMs: 4_200, tokens: 3, fluidityIndex: 0.5 });

describe('what is spoken of a race', () => {
	// Would catch a thought that is announced as the first words.
	test.each([
		['en', 'first output after 0.3 s, no words to read yet.', 'first words after 4.2 s.'],
		['zh-CN', '0.3 秒 后开始输出，还没有可读的文字。', '4.2 秒 后出现第一个词。'],
	] as const)('tells thoughts from words: %s', (language, first, second) => {
		const [, ...spoken] = said([waiting, thinking, thinking, reading, reading], language);
		expect(spoken.map((message) => message.replace(/^provider 0[:：] ?/, ''))).toEqual([first, second]);
	});

	test('names the first words where nothing came before them', () => {
		expect(said([waiting, reading]).slice(1)).toEqual(['provider 0: first words after 4.2 s.']);
	});

	test('says that an index is an estimate for as long as it is one', () => {
		const done = { ...reading.columns[0], state: 'completed' } as const;
		expect(said([reading, facts(done)]).at(-1)).toBe('provider 0: completed. Fluidity-index about 0.50.');
		expect(said([reading, facts({ ...done, accounting: 'common' })]).at(-1)).toBe(
			'provider 0: completed. Fluidity-index 0.50.',
		);
	});

	test.each([
		['en', 'Race stopped.'],
		['zh-CN', '竞速已停止。'],
	] as const)('has Stop once, and the verdict when the counts are there: %s', (language, stopped) => {
		const [one] = facts({ state: 'cancelled' }).columns;
		const two = { ...one, stream: 1 } as ColumnFacts;
		const both = facts({}, { columns: [one, two] });
		const ended = { ...both, phase: 'ended', result } as const;
		const first = facts({}, { columns: [one, { ...two, state: 'streaming' }] });
		const spoken = said([reading, first, both, ended, ended], language).slice(1);
		if (result === null) throw new Error('there is a result');
		expect(spoken).toEqual([stopped, verdictWords(result, speech(language)).first]);
	});

	test('is nothing when a stopped round is looked at afterwards', () => {
		const seen = facts({ state: 'completed' }, { phase: 'ended', result });
		expect(said([seen, facts({ stream: 1, state: 'cancelled' }, { phase: 'ended', round: 2, result })])).toEqual([]);
	});

	test('is nothing of a race whose end was before the page', () => {
		expect(said([facts({ state: 'completed' }, { phase: 'ended', result })])).toEqual([]);
	});

	// Would catch a file that a screen reader is told nothing of, and one that is told of again with each look at it.
	test.each(['en', 'zh-CN'] as const)('is the verdict of a file that was opened, once: %s', (language) => {
		if (result === null) throw new Error('there is a result');
		const raced = facts({ state: 'completed' }, { phase: 'ended', result });
		const opened = { ...raced, source: 'file' } as const;
		const round = { ...opened, round: 2 };
		const verdict = verdictWords(result, speech(language)).first;
		expect(said([opened, round], language)).toEqual([verdict]);
		expect(said([raced, opened, opened], language)).toEqual([verdict]);
	});
});
