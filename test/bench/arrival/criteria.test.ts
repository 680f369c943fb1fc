import { describe, expect, it } from 'vitest';
import type { ContenderName } from '../../../bench/arrival/contender.ts';
import { type Cell, judge } from '../../../bench/arrival/criteria.ts';

function cell(contender: ContenderName, streams: number, p99Ms: number, more: Partial<Cell> = {}): Cell {
	const figures = { p50Ms: 0.1, maxMs: 9, firstP50Ms: 1, firstMaxMs: 2, tokens: 100, missing: 0, excess: 0, early: 0 };
	return { contender, streams, busy: false, p99Ms, ...figures, ...more };
}
const failing = (cells: readonly Cell[]) =>
	judge(cells)
		.filter(({ holds }) => !holds)
		.map(({ text }) => text);

describe('the criteria', () => {
	it('hold the engine to one and a half times node:http, at 32 and 128 streams only', () => {
		const at = (streams: number, engineMs: number) => [
			cell('engine', streams, engineMs),
			cell('node:http', streams, 1),
		];
		expect(failing([...at(8, 9), ...at(32, 1.5), ...at(128, 1.5)])).toEqual([]);
		expect(failing([...at(8, 9), ...at(32, 1.5), ...at(128, 1.51)])).toEqual([
			'engine p99 within 1.5 × node:http, 128 streams: 1.510 ms, limit 1.500 ms',
		]);
	});

	it('hold it below fetch and the SDK at 128 streams', () => {
		const cells = [cell('engine', 128, 2), cell('fetch', 128, 3), cell('openai SDK', 128, 1.9)];
		expect(failing(cells)).toEqual(['engine p99 below openai SDK, 128 streams: 2.000 ms, limit 1.900 ms']);
	});

	// Would catch a busy figure that is compared with the wrong load's idle one, or without the allowance.
	it('let a busy main thread cost half as much again as idle, or 1 ms', () => {
		const both = (streams: number, idleMs: number, busyMs: number) => [
			cell('engine', streams, idleMs),
			cell('engine', streams, busyMs, { busy: true }),
		];
		expect(failing([...both(1, 0.2, 1), ...both(128, 2, 3)])).toEqual([]);
		expect(failing([...both(1, 0.2, 1.1), ...both(128, 2, 3)])).toHaveLength(1);
		expect(failing([...both(1, 0.2, 1), ...both(128, 2, 3.1)])).toHaveLength(1);
	});

	it.each(['missing', 'excess', 'early'] as const)('fail where a token is %s', (fault) => {
		expect(failing([cell('fetch', 1, 1, { [fault]: 1 })])).toEqual([
			'every token was seen once and after it was written, not so in 1 cells',
		]);
	});

	it('leave out what was not measured', () => {
		expect(judge([cell('engine', 8, 1), cell('node:http', 8, 1)])).toHaveLength(1);
	});
});
