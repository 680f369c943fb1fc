import type { OrderInterval } from '../../core/stats/order-interval.ts';
import type { Metric, MetricName } from '../../core/study-schema.ts';

/** Stands where there is no such number. */
export const NO_NUMBER = '–';

/** 0 to 1 with three digits, and never 1.000 where something was missed. */
export function indexText(value: number | null): string {
	return orNone(value, (index) => (index < 1 ? Math.min(index, 0.999) : index).toFixed(3));
}

/** Milliseconds: whole, with one digit below 100 and two below 10. */
export function millisecondsText(value: number | null): string {
	return orNone(value, (ms) => (ms < 1_000 ? ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0) : countText(Math.round(ms))));
}

/** Tokens by second: one digit, none from 100 on. */
export function rateText(value: number | null): string {
	return orNone(value, (rate) => rate.toFixed(rate < 100 ? 1 : 0));
}

/** Requests by second, which are few: three digits. */
export function bySecondText(value: number | null): string {
	return orNone(value, (rate) => Number(rate.toPrecision(3)).toString());
}

/** A share with one digit; exact at none and all. */
export function percentText(share: number | null): string {
	return orNone(share, (value) => `${(value * 100).toFixed(value === 0 || value === 1 ? 0 : 1)}\u00a0%`);
}

export function countText(value: number | null): string {
	return orNone(value, (count) => count.toLocaleString('en'));
}

/** US dollars, two digits of what is below a cent. */
export function dollarsText(value: number | null): string {
	return orNone(
		value,
		(dollars) => `$${dollars >= 0.1 || dollars === 0 ? dollars.toFixed(2) : dollars.toPrecision(2)}`,
	);
}

/** To three digits, and as a bound below a thousandth. */
export function pText(p: number): string {
	return p < 0.001 ? '<\u00a00.001' : p.toFixed(3);
}

/** How the values of a metric are written. */
export function metricText(name: MetricName): (value: number | null) => string {
	if (name === 'fluidityIndex' || name === 'fluidityOfCompleted') return indexText;
	return name === 'outputTokensPerSecond' ? rateText : millisecondsText;
}

/** An interval in brackets; empty where there is none. */
export function intervalText(interval: Metric['interval'], text: (value: number | null) => string): string {
	return interval === null ? '' : `${text(interval.low)} to ${text(interval.high)}`;
}

/** An interval that may be open to a side, where there is little room; empty where it is open to both. */
export function shortBounds({ low, high }: OrderInterval, text: (value: number | null) => string): string {
	if (low === null) return high === null ? '' : `≤ ${text(high)}`;
	return high === null ? `≥ ${text(low)}` : `${text(low)}–${text(high)}`;
}

function orNone(value: number | null, text: (value: number) => string): string {
	return value === null ? NO_NUMBER : text(value);
}
