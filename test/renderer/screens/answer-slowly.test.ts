import { expect, test } from 'vitest';
import { createSlowAnswers } from '../../../src/renderer/screens/scorecard/answer-slowly.ts';
import type { SlowAnswer } from '../../../src/renderer/screens/scorecard/worker-messages.ts';

const scores = (count: number) =>
	Array.from({ length: count }, () => {
		const votes = Float64Array.from([0.5, 0.6, 0.7, 0.8, 0.9]);
		return { votes, indexes: votes };
	});

// Would catch a slider whose old positions are all worked off before the one that it stands at.
test('what a newer question made void is not answered to the end, and intervals come before facts', async () => {
	const answers: SlowAnswer[] = [];
	const resumes: (() => void)[] = [];
	const ask = createSlowAnswers(
		(answer) => answers.push(answer),
		() => new Promise((resume) => resumes.push(resume)),
		(error) => {
			throw error;
		},
	);
	const step = async (): Promise<void> => {
		resumes.shift()?.();
		await Promise.resolve();
	};
	ask({
		type: 'run',
		counted: { providers: 2, intervalsNs: new Float64Array(), rows: [], accounting: 'common', durationNs: 0 },
	});
	ask({ type: 'facts', id: 1 });
	ask({ type: 'intervals', id: 2, scores: scores(2) });
	await step();
	ask({ type: 'intervals', id: 3, scores: scores(2) });
	for (let left = 0; left < 6; left++) await step();
	expect(answers.map(({ type, id, provider }) => [type, id, provider])).toEqual([
		['facts', 1, 0],
		['intervals', 2, 0],
		['intervals', 3, 0],
		['intervals', 3, 1],
		['facts', 1, 1],
	]);
});

// Would catch a worker that is silent for good after one answer went wrong.
test('what a step throws is told, and later questions are answered', async () => {
	const answers: number[] = [];
	const failures: unknown[] = [];
	const ask = createSlowAnswers(
		({ id }) => {
			if (id === 1) throw new Error('cannot be sent');
			answers.push(id);
		},
		() => Promise.resolve(),
		(error) => failures.push(error),
	);
	ask({ type: 'intervals', id: 1, scores: scores(1) });
	await new Promise(setImmediate);
	expect(failures).toEqual([new Error('cannot be sent')]);
	ask({ type: 'intervals', id: 2, scores: scores(1) });
	await new Promise(setImmediate);
	expect(answers).toEqual([2]);
});
