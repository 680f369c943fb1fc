import { describe, expect, test } from 'vitest';
import { createFormats } from '../../../src/renderer/ui/format.ts';

const { index, milliseconds, wait, seconds, wholeSeconds, rate, count, names } = createFormats('en');

describe('formats', () => {
	test('never round a missed deadline away', () => {
		expect(index(0.9999)).toBe('0.99');
		expect(index(1)).toBe('1.00');
		expect(index(0.916)).toBe('0.92');
	});

	test('show a dash where there is no number, never a zero', () => {
		expect([index(null), milliseconds(null), rate(null), count(null)]).toEqual(['–', '–', '–', '–']);
	});

	test('give small numbers a digit more', () => {
		expect([milliseconds(0.34), milliseconds(468.4), rate(4.26), rate(31.6)]).toEqual(['0.3', '468', '4.3', '32']);
	});

	test('show a wait the same wherever it stands', () => {
		expect(wait(520e6)).toBe('0.52 s');
		expect(seconds(6_240)).toBe('6.2 s');
		expect(createFormats('zh-CN').wait(520e6)).toBe('0.52 秒');
	});

	test('round a time to wait up, so that nobody tries too early', () => {
		expect(wholeSeconds(1_001)).toBe('2 s');
	});

	test('join names as the language does', () => {
		expect(names(['A', 'B', 'C'])).toBe('A, B, and C');
		const chinese = createFormats('zh-CN');
		expect([chinese.names(['A', 'B']), chinese.names(['甲', '乙'])]).toEqual(['A 和 B', '甲和乙']);
	});
});

// Would catch an empty field that is read out as "NaN ms", and a short interval as "0 ms".
test('what is not finite is a dash, and a small number keeps its digits', () => {
	const formats = createFormats('en');
	for (const format of [formats.count, formats.milliseconds, formats.rate, formats.figure, formats.measured]) {
		expect(format(Number.NaN)).toBe('–');
	}
	expect([0.25, 0.001, 50].map(formats.figure)).toEqual(['0.25', '0.001', '50']);
	expect([0.0086041, 22.614, 158.44, 1_234.5].map(formats.measured)).toEqual(['0.0086', '22.6', '158', '1,235']);
});
