import { describe, expect, it } from 'vitest';
import { type GoldenStream, golden } from '../support/golden.ts';
import { countedAsReference, replay, toNs } from '../support/stream-cases.ts';

/** Where the reference loses text: docs/differences.md says why. What it kept, in its own words. */
const LOST: Readonly<Record<string, string>> = {
	'stream-public-no-space-after-data': ' world',
	'stream-public-no-space-after-data-bos': ' world',
};

/** How docs/measuring.md has such a stream end, read off the vector itself. */
function expectedState({ httpStatus, lines, expected }: GoldenStream): string {
	const has = (part: string): boolean => lines.some(({ line }) => line.includes(part));
	if (httpStatus !== 200 || expected.generatedText === '') return 'failed-before-first-token';
	if (has('"error"')) return 'failed-after-first-token';
	return has('"finish_reason":"stop"') ? 'completed' : 'truncated';
}

describe.each(golden.streamCases)('$id', (example) => {
	const { expected } = example;
	const ours = replay(example);

	it('says what the reference read, or more where the reference loses text', () => {
		const kept = LOST[example.id];
		if (kept === undefined) {
			expect(ours.text).toBe(expected.generatedText);
			return;
		}
		expect(expected.generatedText).toBe(kept);
		expect(ours.text).toBe(`Hello${kept}`);
	});

	it('has the reference’s tokens and times to the nanosecond, once they are counted as the reference counts', () => {
		const kept = example.id in LOST ? ours.chunks.slice(1) : ours.chunks;
		expect(countedAsReference(kept, example.tokenizer)).toEqual({
			intervalsNs: toNs(expected.interTokenTimesSeconds),
			tokens: expected.numOutputTokens,
		});
	});

	it('has a gap for each token of the whole text, at the time of the chunk that completed it', () => {
		const { intervalsNs, arrivalIndexOfToken } = ours.score;
		expect(intervalsNs).toHaveLength(Math.ceil(ours.text.length / 4));
		const arrived = new Set(ours.chunks.map(({ atNs }) => atNs));
		let atNs = 0;
		for (const interval of intervalsNs) {
			atNs += interval;
			expect(arrived).toContain(atNs);
		}
		expect(arrivalIndexOfToken).toHaveLength(intervalsNs.length);
	});

	it('ends as it ended, whatever the reference counts it as', () => {
		expect(ours.score.state).toBe(expectedState(example));
	});
});

describe('the vectors', () => {
	it('hold few streams that need no allowance: those of one chunk, or none', () => {
		const same = golden.streamCases.filter((example) => {
			const counted = [...replay(example).score.intervalsNs];
			return JSON.stringify(counted) === JSON.stringify(toNs(example.expected.interTokenTimesSeconds));
		});
		expect(same.map(({ id }) => id.replace('stream-public-', ''))).toEqual([
			'empty-stream',
			'empty-stream-bos',
			'http-429',
			'http-429-bos',
			'null-content-finish',
		]);
	});

	it('hold every way for a stream to end', () => {
		expect(new Set(golden.streamCases.map(expectedState)).size).toBe(4);
	});
});
