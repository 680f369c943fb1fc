import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { DEFAULT_DEFINITION, type Definition } from '../../../src/core/definition.ts';
import type { ConnectionFacts } from '../../../src/core/events.ts';
import { judgeHealth } from '../../../src/core/health.ts';
import type { RecordedRequest } from '../../../src/core/recording.ts';
import { scoreRecording } from '../../../src/core/scorecard.ts';
import { ns } from '../../../src/core/time.ts';
import { FACTS_BEFORE } from '../../../src/renderer/live/column-facts.ts';
import { ColumnNumbers } from '../../../src/renderer/screens/race/ColumnNumbers.tsx';
import { connectionWords } from '../../../src/renderer/screens/race/connection-words.ts';
import { ScoresOf } from '../../../src/renderer/screens/race/ScorecardTable.tsx';
import { healthFacts } from '../../../src/renderer/ui/health-words.ts';
import { failure, recordedRequest, recordingOf, tokensAt } from '../../support/scored-runs.ts';
import { markupOf, textOf } from '../support/markup.ts';
import { speech } from '../support/speech.ts';

const warm: ConnectionFacts = {
	...{ reused: false, cold: false, lookupNs: null, connectNs: ns(1_200_000), secureNs: ns(31_000_000) },
	...{ remoteAddress: '127.0.0.1', protocol: 'http/1.1' },
};

describe('a request’s connection', () => {
	test('is told beside its TTFT, step by step, and whether it is inside', () => {
		expect(connectionWords({ connection: warm, firstByteMs: 12.4 }, speech('en'))).toEqual([
			'Its connection was opened beforehand, which is not in this time.',
			'DNS not needed · TCP 1.2 ms · TLS 31 ms · http/1.1.',
			'The first byte of the answer came after 12 ms.',
		]);
		expect(connectionWords({ connection: { ...warm, reused: true }, firstByteMs: null }, speech('en'))).toEqual([
			'Its connection had carried an earlier request of this run.',
		]);
		expect(connectionWords({ connection: null, firstByteMs: null }, speech('en'))).toEqual([]);
	});

	// Would catch a TTFT with the set-up inside that stands like any other.
	test('marks the TTFT that it made longer, and no other', async () => {
		const shown = (cold: boolean, language: 'en' | 'zh-CN') =>
			textOf(
				createElement(ColumnNumbers, {
					facts: { ...FACTS_BEFORE, ttftMs: 80, connection: { ...warm, cold } },
					rounds: 1,
				}),
				language,
			);
		expect(await shown(true, 'en')).toContain('cold connection');
		expect(await shown(true, 'zh-CN')).toContain('冷连接');
		expect(await shown(false, 'en')).not.toContain('cold');
		expect(connectionWords({ connection: { ...warm, cold: true }, firstByteMs: null }, speech('en'))[0]).toMatch(
			/^Cold: .* connecting is inside it\.$/,
		);
	});
});

describe('the table of a race', () => {
	const steadily = (tokens: number) => tokensAt(...Array.from({ length: tokens }, (_, token) => 50 + token));
	const rounds = [
		recordedRequest(steadily(60)),
		recordedRequest(steadily(60), { stream: 1, round: 2 }),
		recordedRequest(steadily(1), { stream: 2, round: 3, state: 'truncated', failure: failure() }),
	];

	const scoresOf = (requests: readonly RecordedRequest[], choice: Partial<Definition> = {}) => {
		const recording = recordingOf(requests, { definition: { ...DEFAULT_DEFINITION, ...choice } });
		return { scorecard: scoreRecording(recording), definition: recording.run.definition };
	};

	// Would catch scores by another definition that pass for the usual ones.
	test.each(['en', 'zh-CN'] as const)(
		'names what a race was declared with otherwise than usual: %s',
		async (language) => {
			const declared = createElement(ScoresOf, scoresOf(rounds, { count: 'tokens' }));
			const usual = createElement(ScoresOf, scoresOf(rounds));
			const said = language === 'en' ? 'that the race was declared with' : '竞速之前声明的定义';
			expect(await textOf(declared, language)).toContain(said);
			expect(await textOf(usual, language)).not.toContain(said);
		},
	);

	test('has n beside its means, and how many of them completed', async () => {
		const table = createElement(ScoresOf, scoresOf(rounds));
		expect(await textOf(table)).toContain('n = 3, 2 completed');
		const whole = createElement(ScoresOf, scoresOf(rounds.slice(0, 2)));
		expect(await textOf(whole, 'zh-CN')).toMatch(/n = 2(?!，)/);
	});

	test.each([
		[100, true],
		[101, false],
	])('greys the p99 of fewer than 100 gaps: of %i tokens %s', async (tokens, few) => {
		const scores = scoresOf([recordedRequest(steadily(tokens))]);
		expect(await markupOf(createElement(ScoresOf, scores))).toContain(`data-few="${few}"`);
	});
});

test('the measurement’s health is told in full, without what did not happen', () => {
	const measured = {
		...{ loopDelayP99Ms: 0.3, scheduleLagP99Ms: 0.2, skewMs: 0.1, reads: 120, multiFrameReads: 7, coldConnections: 1 },
		...{ contentEncodings: [], proxied: false, httpVersions: ['http/1.1'], cachedPromptTokens: 0, sequenceGaps: 0 },
	};
	const each = ns(50_000_000);
	expect(healthFacts(judgeHealth(measured, each), speech('en'))).toEqual([
		'Requests left 0.2 ms after their release at p99, and those of a round 0.1 ms apart.',
		'7 of 120 reads carried more than one frame; cold connections: 1.',
		'Protocol: http/1.1.',
	]);
	const odd = { ...measured, contentEncodings: ['gzip'], proxied: true, cachedPromptTokens: 12 };
	expect(healthFacts(judgeHealth(odd, each), speech('zh-CN')).slice(3)).toEqual([
		...['仍被压缩：gzip。', '经过代理。', '来自缓存的提示词词元：12。'],
	]);
});
