import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ScoreReport } from '../../bench/score.ts';

const PROGRAM = join(import.meta.dirname, '../../bench/score.ts');

describe('the score benchmark', () => {
	// Whether the criteria hold is left to a machine that does nothing else.
	it('measures scores that are the same at every run, of as many tokens as it says', async () => {
		const run = async (): Promise<ScoreReport> => {
			const given = [PROGRAM, '--requests', '20', '--rounds', '1', '--json'];
			const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] });
			return JSON.parse(await text(child.stdout));
		};
		const [one, other] = [await run(), await run()];
		expect(one.cells.map(({ result }) => result)).toEqual(other.cells.map(({ result }) => result));
		expect(one.cells).toContainEqual(
			expect.objectContaining({ what: 'miss rate', stream: 'steady', tokens: 20_000, result: 0 }),
		);
		const hard = one.cells.filter(({ what }) => what === 'miss rate, most of them late');
		for (const { result } of hard) expect(result).toBeGreaterThan(0.5);
		expect(one.criteria).toHaveLength(6);
	});
});
