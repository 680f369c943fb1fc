import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SERIES_COLOURS, seriesStyle } from '../../../src/renderer/charts/palette.ts';

const css = readFileSync(new URL('../../../src/renderer/ui/base.css', import.meta.url), 'utf8');

/** A custom property's colour in one theme, as OKLab. */
function oklab(name: string, theme: 0 | 1): readonly number[] {
	const [, ...both] = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css) ?? [];
	const hex = both[theme]?.slice(1) ?? '';
	const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
	const [r, g, b] = [0, 2, 4].map((at) => {
		const value = Number.parseInt(full.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

function distance(one: readonly number[], other: readonly number[]): number {
	return Math.hypot(...one.map((value, index) => value - (other[index] ?? 0)));
}

const series = Array.from({ length: SERIES_COLOURS }, (_, index) => `s${index + 1}`);

describe.each([
	['light', 0],
	['dark', 1],
] as const)('the colours of the %s theme', (_, theme) => {
	test.each(series)('%s is never taken for a miss', (name) => {
		expect(distance(oklab(name, theme), oklab('miss', theme))).toBeGreaterThan(0.1);
	});

	test('tell the series from each other', () => {
		series.forEach((one, index) => {
			for (const other of series.slice(index + 1)) {
				expect([one, other, distance(oklab(one, theme), oklab(other, theme)) > 0.07]).toEqual([one, other, true]);
			}
		});
	});
});

test('sixteen providers differ by colour and pattern', () => {
	const styles = Array.from({ length: 16 }, (_, provider) => JSON.stringify(seriesStyle(provider)));
	expect(new Set(styles).size).toBe(16);
});
