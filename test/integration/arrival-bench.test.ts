import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { CONTENDERS } from '../../bench/arrival/contender.ts';
import type { ArrivalReport } from '../../bench/arrival.ts';

const PROGRAM = join(import.meta.dirname, '../../bench/arrival.ts');

/** Whether the criteria hold is left to a machine that does nothing else: exit code 0 or 1. */
async function report(): Promise<ArrivalReport> {
	const given = [PROGRAM, '--streams', '1', '--rounds', '1', '--seconds', '0.3', '--json'];
	const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] });
	const printed = await text(child.stdout);
	// The report, or nothing where the benchmark broke and said why on stderr.
	return JSON.parse(printed);
}

describe('the arrival benchmark', () => {
	// Would catch a contender that loses, repeats or misreads frames, and clocks that do not agree between processes.
	it('sees every token once, after it was written, through every contender', async () => {
		const { cells } = await report();
		const expected = CONTENDERS.flatMap((contender) =>
			[false, true].map((busy) => ({ contender, busy, tokens: 15, missing: 0, excess: 0, early: 0 })),
		);
		expect(cells).toHaveLength(expected.length);
		for (const cell of expected) expect(cells).toContainEqual(expect.objectContaining(cell));
	});
});
