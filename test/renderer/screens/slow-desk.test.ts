import { describe, expect, test } from 'vitest';
import type { CountedRun } from '../../../src/renderer/screens/scorecard/counting.ts';
import { createSlowDesk, type StartSlowWorker } from '../../../src/renderer/screens/scorecard/slow-desk.ts';
import type { SlowQuestion } from '../../../src/renderer/screens/scorecard/worker-messages.ts';

const run = (): CountedRun => ({
	...{ providers: 2, intervalsNs: new Float64Array(), accounting: 'common', rows: [], durationNs: 0 },
});
const value = { index: null, ofCompleted: null };

/** A desk whose worker only writes down what it is asked. */
function desk() {
	const questions: SlowQuestion[] = [];
	let [take, fail]: Parameters<StartSlowWorker> = [() => {}, () => {}];
	const opened = createSlowDesk((...listeners) => {
		[take, fail] = listeners;
		return (question) => void questions.push(question);
	});
	const answer = (id: number, provider: number): void => take({ type: 'intervals', id, provider, value });
	return {
		...opened,
		questions,
		answer,
		fail: () => fail(),
		askIntervals: (counted: CountedRun, key: string) => opened.ask(counted, key, { type: 'intervals', scores: [] }),
		types: () => questions.map(({ type }) => type),
	};
}

describe('the desk for what takes long', () => {
	// Would catch a screen that computes everything again whenever one comes back to it.
	test('asks once for what is being answered or is known, and sends a run once', () => {
		const { askIntervals, answer, types, known } = desk();
		const counted = run();
		askIntervals(counted, 'a');
		askIntervals(counted, 'a');
		expect(types()).toEqual(['run', 'intervals']);
		answer(0, 0);
		answer(0, 1);
		askIntervals(counted, 'a');
		expect(types()).toEqual(['run', 'intervals']);
		expect(known(counted).intervals).toEqual({ key: 'a', byProvider: new Map([0, 1].map((each) => [each, value])) });
	});

	// Would catch intervals of one slider's position beside the scores of another.
	test('takes no answer to an older question, and shows none before every provider has its own', () => {
		const { askIntervals, answer, known } = desk();
		const counted = run();
		askIntervals(counted, 'a');
		answer(0, 0);
		askIntervals(counted, 'b');
		answer(0, 1);
		answer(1, 1);
		expect(known(counted).intervals).toBeUndefined();
		answer(1, 0);
		expect(known(counted).intervals?.key).toBe('b');
	});

	test('asks again about a run whose answers another run cut off', () => {
		const { askIntervals, answer, types } = desk();
		const [one, other] = [run(), run()];
		askIntervals(one, 'a');
		answer(0, 0);
		askIntervals(other, 'a');
		askIntervals(one, 'a');
		expect(types()).toEqual(['run', 'intervals', 'run', 'intervals', 'run', 'intervals']);
	});

	test('tells its listeners of answers and of a failure', () => {
		const { askIntervals, answer, subscribe, fail, failed } = desk();
		let told = 0;
		const leave = subscribe(() => {
			told += 1;
		});
		askIntervals(run(), 'a');
		answer(0, 0);
		answer(0, 1);
		expect([told, failed()]).toEqual([1, false]);
		fail();
		expect([told, failed()]).toEqual([2, true]);
		leave();
		fail();
		expect(told).toBe(2);
	});
});
