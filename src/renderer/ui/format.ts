/** Numbers as people read them, in one language. `null`, and what is not finite, becomes a dash: there is no such number. */
export interface Formats {
	/** 0 to 1 with two digits, and never 1.00 where a deadline was missed. */
	index(value: number | null): string;
	/** An index as whole percent, and never 100 % where a deadline was missed. */
	share(value: number): string;
	/** 0 to 1 with three digits. */
	exact(value: number): string;
	/** With at most one digit. */
	tenths(value: number): string;
	/** A rough count: two digits, rounded up. */
	about(value: number): string;
	/** Whole milliseconds, one digit below 10. */
	milliseconds(value: number | null): string;
	/** A wait, in seconds with two digits and the unit: the same wherever it stands. */
	wait(nanoseconds: number): string;
	/** A length of time with the unit: 6.2 s. */
	seconds(milliseconds: number): string;
	/** Rounded up to whole seconds: a time to wait. */
	wholeSeconds(milliseconds: number): string;
	rate(value: number | null): string;
	count(value: number | null): string;
	/** A share from 0 to 1 as percent, with at most one digit. */
	percent(value: number | null): string;
	/** US dollars, without the sign: with two digits or more. */
	dollars(value: number | null): string;
	/** What somebody set, to four digits. */
	figure(value: number): string;
	/** What was measured, to three digits, and never less than whole: it is no surer than that. */
	measured(value: number): string;
	names(names: readonly string[]): string;
	/** One after the other, as the language sets them. */
	sentences(sentences: readonly string[]): string;
}

export const NO_NUMBER = '–';

/** A number within a sentence, with the sign of an estimate where it is one. */
export function estimateText(text: string, estimated: boolean): string {
	return estimated && text !== NO_NUMBER ? `~${text}` : text;
}

const UNIT_SECONDS: Readonly<Record<string, string>> = { en: ' s', 'zh-CN': ' 秒' };

/** The formats of a language. */
export function createFormats(language: string): Formats {
	const digits = (least: number): Intl.NumberFormat =>
		new Intl.NumberFormat(language, { minimumFractionDigits: least, maximumFractionDigits: least });
	const [none, one, two, three] = [digits(0), digits(1), digits(2), digits(3)];
	const percent = new Intl.NumberFormat(language, { style: 'percent' });
	const percentTenths = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
	const money = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
	const figure = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
	const measured = new Intl.NumberFormat(language, {
		...{ maximumSignificantDigits: 3, maximumFractionDigits: 0, roundingPriority: 'morePrecision' },
	});
	const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
	const rough = new Intl.NumberFormat(language, { maximumSignificantDigits: 2, roundingMode: 'ceil' });
	const list = new Intl.ListFormat(language, { type: 'conjunction' });
	// As our own words write it: 95 %.
	const spaced = (text: string): string => text.replace('%', '\u00a0%');
	const second = UNIT_SECONDS[language] ?? ' s';
	const orDash = (value: number | null, format: (value: number) => string): string =>
		value === null || !Number.isFinite(value) ? NO_NUMBER : format(value);
	return {
		index: (value) => orDash(value, (index) => two.format(index < 1 ? Math.min(index, 0.99) : index)),
		share: (value) => spaced(percent.format(value < 1 ? Math.min(value, 0.99) : value)),
		exact: (value) => three.format(value),
		tenths: (value) => tenths.format(value),
		about: (value) => rough.format(value),
		milliseconds: (value) => orDash(value, (ms) => (ms < 10 ? one : none).format(ms)),
		wait: (nanoseconds) => two.format(nanoseconds / 1e9) + second,
		seconds: (milliseconds) => one.format(milliseconds / 1_000) + second,
		wholeSeconds: (milliseconds) => none.format(Math.ceil(milliseconds / 1_000)) + second,
		rate: (value) => orDash(value, (rate) => (rate < 10 ? one : none).format(rate)),
		count: (value) => orDash(value, (count) => none.format(count)),
		percent: (value) => orDash(value, (share) => spaced(percentTenths.format(share))),
		dollars: (value) => orDash(value, (dollars) => money.format(dollars)),
		figure: (value) => orDash(value, (number) => figure.format(number)),
		measured: (value) => orDash(value, (number) => measured.format(number)),
		// Latin letters stand apart from Chinese ones, as everywhere in our words.
		names: (names) =>
			list
				.format(names)
				.replaceAll(/(?<=\w)和/g, ' 和')
				.replaceAll(/和(?=\w)/g, '和 '),
		sentences: (sentences) => sentences.join(language === 'zh-CN' ? '' : ' '),
	};
}
