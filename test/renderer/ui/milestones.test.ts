import { expect, test } from 'vitest';
import { createMilestones } from '../../../src/renderer/ui/milestones.ts';

function stage() {
	const spoken: string[] = [];
	let now = 0;
	let due: { atMs: number; task: () => void } | null = null;
	const milestones = createMilestones((message) => spoken.push(`${now} ${message}`), {
		now: () => now,
		after(delayMs, task) {
			due = { atMs: now + delayMs, task };
			return () => {
				due = null;
			};
		},
	});
	function run(untilMs: number): void {
		for (let next = due; next !== null && next.atMs <= untilMs; next = due) {
			now = next.atMs;
			due = null;
			next.task();
		}
		now = untilMs;
	}
	return { spoken, milestones, run };
}

test('milestones come one a second, the latest of each topic, so that sixteen columns do not shout', () => {
	const { spoken, milestones, run } = stage();
	milestones.say('race', 'started');
	milestones.say('A', 'A began');
	milestones.say('B', 'B began');
	run(500);
	milestones.say('B', 'B ended');
	run(5_000);
	expect(spoken).toEqual(['0 started', '1000 A began', '2000 B ended']);
});

test('the same words are not said twice in a row, and nothing after the end', () => {
	const { spoken, milestones, run } = stage();
	milestones.say('A', 'done');
	run(2_000);
	milestones.say('A', 'done');
	run(4_000);
	milestones.say('A', 'more');
	milestones.stop();
	run(9_000);
	expect(spoken).toEqual(['0 done']);
});
