import { describe, expect, test } from 'vitest';
import { problemWords } from '../../../src/renderer/ui/problem-words.ts';

describe('what the app reports', () => {
	test('is said in our words where the code is known and they say all of it', () => {
		expect(problemWords({ code: 'race-running', message: 'A race is running. Stop it first.' })).toEqual({
			key: 'problem.race-running',
			message: '',
		});
	});

	test('keeps the app’s own sentence where it names what the words cannot', () => {
		const message = 'The PDF could not be printed: it ended with 1';
		expect(problemWords({ code: 'print-failed', message })).toEqual({ key: 'problem.print-failed', message });
	});

	test('is the app’s own sentence where the code is not known, even one that every object has', () => {
		expect(problemWords({ code: 'new-trouble', message: 'New.' })).toEqual({ key: null, message: 'New.' });
		expect(problemWords({ code: 'toString', message: 'New.' })).toEqual({ key: null, message: 'New.' });
	});
});
