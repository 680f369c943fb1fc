const SECONDS = /^\d+(\.\d+)?$/;
/** An HTTP-date begins with its weekday. `Date.parse` alone takes nearly anything for a date, even a negative number. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/**
 * How long a response asks to wait, in whole milliseconds rounded up, or null where it does not say so understandably.
 * `retry-after-ms` (Azure) comes before `retry-after` (RFC 9110, 10.2.3; fractions are not in the RFC but are sent).
 * A date counts from the response's own `date`, so that no clock of ours has a part in it. The past is 0.
 * `headers` have lower-case names.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>): number | null {
	const milliseconds = headers['retry-after-ms']?.trim() ?? '';
	if (SECONDS.test(milliseconds)) return wholeMs(Number(milliseconds));
	const wait = headers['retry-after']?.trim() ?? '';
	if (SECONDS.test(wait)) return wholeMs(Number(wait) * 1000);
	return wholeMs(parseHttpDate(wait) - parseHttpDate(headers.date?.trim() ?? ''));
}

function wholeMs(value: number): number | null {
	// A binary fraction such as 0.29 × 1000 lies a hair above its whole number.
	const whole = Math.max(0, Math.ceil(value - 1e-6));
	return Number.isSafeInteger(whole) ? whole : null;
}

/** Milliseconds since 1970, or NaN. The oldest form has no zone; every HTTP-date is in UTC (RFC 9110, 5.6.7). */
function parseHttpDate(text: string): number {
	if (!HTTP_DATE.test(text)) return Number.NaN;
	return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}
