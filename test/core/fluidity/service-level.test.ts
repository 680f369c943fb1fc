import { describe, expect, it } from 'vitest';
import { serviceLevel } from '../../../src/core/fluidity/service-level.ts';
import { golden } from '../../support/golden.ts';

describe('the service level', () => {
	it.each(golden.multiRequestCases)(
		'$id adds up as the reference does, each request by its own deadlines',
		(example) => {
			const requests = example.requests.map(({ interTokenTimesSeconds, ttftDeadline, tbtDeadline }) => ({
				intervals: interTokenTimesSeconds,
				deadlines: { first: ttftDeadline, each: tbtDeadline },
			}));
			expect(serviceLevel(requests)).toEqual(example.serviceLevel);
		},
	);

	it('lets one long stall outweigh many requests, which the mean of their indices would not', () => {
		const deadlines = { first: 100, each: 10 };
		const fine = { intervals: [100, 10], deadlines };
		const stalled = { intervals: [100, 980], deadlines };
		expect(serviceLevel([fine, fine, fine, stalled])).toEqual({ missed: 98, total: 105, missRate: 98 / 105 });
	});

	it('is not perfect but unknown where nothing had a deadline', () => {
		expect(serviceLevel([{ intervals: [], deadlines: { first: 1, each: 1 } }])).toEqual({
			missed: 0,
			total: 0,
			missRate: null,
		});
	});
});
