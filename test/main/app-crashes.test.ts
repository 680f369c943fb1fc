import { expect, test } from 'vitest';
import { bugReport } from '../../src/main/app-crashes.ts';

// Would catch "All promises were rejected" as all that is ever known.
test('a bug tells its causes and every error that it gathers', () => {
	const gathered = [new Error('first door shut'), new TypeError('second door shut', { cause: 'no key' })];
	const report = bugReport(new AggregateError(gathered, 'all shut', { cause: new Error('storm') }));
	expect(report.match(/all shut|storm|first door shut|second door shut|no key/g)).toEqual([
		'all shut',
		'storm',
		'first door shut',
		'second door shut',
		'no key',
	]);
});

test('a bug whose cause is itself is told to an end', () => {
	const error = new Error('round');
	error.cause = error;
	expect(bugReport(error).match(/Error: round/g)).toHaveLength(5);
});
