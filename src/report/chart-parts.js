// @ts-check
// What the charts of a report have in common. The page's scripts stand in it as one, in the order of page-parts.ts.

/** @typedef {import('../core/study-schema.ts').Study} Study */
/** @typedef {Record<string, unknown>} Option */
/**
 * @typedef {object} Chart
 * @property {(option: Option, notMerge: boolean) => void} setOption
 * @property {(size?: { width: number, height: number }) => void} resize
 */
/** @typedef {{ init(element: HTMLElement, theme: null, options: { renderer: 'svg' }): Chart }} Echarts */

export const COLOURS = 8;
const DASHES = ['solid', 'dashed', [10, 3, 2, 3]];
const SIGNS_ON_A_LINE = 6;
export const LOG_FROM_MS = 1;
/** @type {Study} */
export const study = JSON.parse(document.getElementById('study')?.textContent ?? '');
/** @type {Echarts} */
export const echarts = /** @type {{ echarts: Echarts }} */ (/** @type {unknown} */ (globalThis)).echarts;
export const numbered = document.querySelector('.legend.numbered') !== null;
/** Of the legend: a line has the shape that stands there beside its name. */
export const shapes = Array.from(
	document.querySelectorAll('.legend path'),
	(path) => `path://${path.getAttribute('d')}`,
);
export const names = study.providers.map(({ name }, place) => (numbered ? `${place + 1} ${name}` : name));
const pen = document.createElement('canvas').getContext('2d');

/**
 * As much of a text as has room, cut between what people see as characters.
 *
 * @param {string} text @param {number} width @param {number} size both in pixels
 */
export function cut(text, width, size) {
	if (pen === null) return text;
	pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
	if (pen.measureText(text).width <= width) return text;
	const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
	let shown = '';
	for (const character of characters) {
		if (pen.measureText(`${shown}${character}…`).width > width) break;
		shown += character;
	}
	return `${shown}…`;
}

/**
 * A text over so many lines at most, broken between words where there are any and else between what people see as
 * characters. What is left after the last line is cut.
 *
 * @param {string} text @param {number} width @param {number} size both in pixels @param {number} most
 * @returns {string[]}
 */
export function wrapped(text, width, size, most) {
	if (most <= 1 || pen === null) return [cut(text, width, size)];
	pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`;
	if (pen.measureText(text).width <= width) return [text];
	let line = '';
	for (const { segment } of new Intl.Segmenter().segment(text)) {
		if (pen.measureText(line + segment).width > width) break;
		line += segment;
	}
	if (line === '') return [cut(text, width, size)];
	const word = line.lastIndexOf(' ');
	const end = word > line.length / 2 && text[line.length] !== ' ' ? word : line.length;
	return [line.slice(0, end).trimEnd(), ...wrapped(text.slice(end).trimStart(), width, size, most - 1)];
}

/** @param {number} place of the provider @param {number} width @param {number} size */
function shortName(place, width, size) {
	return numbered ? String(place + 1) : cut(names[place] ?? '', width, size);
}

/** @param {string} name */
function colour(name) {
	const probe = document.createElement('span');
	probe.style.color = `var(${name})`;
	document.body.append(probe);
	const value = getComputedStyle(probe).color;
	probe.remove();
	return value;
}

export function palette() {
	return {
		ink: colour('--ink'),
		ink2: colour('--ink2'),
		line: colour('--line'),
		panel: colour('--panel'),
		series: Array.from({ length: COLOURS }, (_, index) => colour(`--s${index + 1}`)),
		font: getComputedStyle(document.body).fontFamily,
	};
}

/** @typedef {ReturnType<typeof palette>} Palette */

/** @param {Palette} colours @param {number} place */
export function styleOf({ series }, place) {
	const type = DASHES[Math.floor(place / COLOURS) % DASHES.length];
	return { color: series[place % COLOURS], type };
}

/** @param {Palette} colours @param {string} name @param {Option} [more] */
export function axis({ ink2, line }, name, more = {}) {
	return {
		name,
		nameLocation: 'middle',
		nameGap: 28,
		nameTextStyle: { color: ink2 },
		axisLabel: { color: ink2, hideOverlap: true },
		axisLine: { lineStyle: { color: line } },
		splitLine: { lineStyle: { color: line } },
		...more,
	};
}

/** @param {Palette} colours @param {Option} option */
export function framed(colours, option) {
	return {
		animation: false,
		textStyle: { fontFamily: colours.font, color: colours.ink },
		grid: { left: 44, right: 16, top: 16, bottom: 44, containLabel: false },
		...option,
	};
}

/** @param {Palette} colours */
export function tooltip({ ink, line, panel }) {
	return {
		renderMode: 'richText',
		confine: true,
		backgroundColor: panel,
		borderColor: line,
		textStyle: { color: ink, fontSize: 12 },
	};
}

/**
 * A line for each provider, with its shape on some points and its name at one: at another height for each, so that
 * they do not cover each other.
 *
 * @param {Palette} colours @param {(place: number) => (readonly [x: number, y: number])[]} pointsOf
 * @param {number} edge from here on a name stands to the left, where there is room
 */
export function lines(colours, pointsOf, edge) {
	return names.map((name, place) => {
		const points = pointsOf(place);
		const every = Math.max(1, Math.ceil(points.length / SIGNS_ON_A_LINE));
		const height = (place + 1) / (names.length + 1);
		const named = points.findIndex(([, y]) => y >= height);
		const { color, type } = styleOf(colours, place);
		return {
			name,
			type: 'line',
			showAllSymbol: true,
			symbol: shapes[place] ?? 'circle',
			symbolSize: 8,
			lineStyle: { color, type, width: 2 },
			itemStyle: { color },
			data: points.map((value, index) => ({
				value,
				...((index + place * 2) % every === 0 || index === named ? {} : { symbol: 'none' }),
				...(index === named
					? { label: { ...label(colours, shortName(place, 90, 11)), position: value[0] < edge ? 'right' : 'left' } }
					: {}),
			})),
			emphasis: { disabled: true },
		};
	});
}

/** @param {Palette} colours @param {string} text */
function label({ ink, panel }, text) {
	return { show: true, formatter: () => text, color: ink, fontSize: 11, textBorderColor: panel, textBorderWidth: 3 };
}

/** @param {Palette} colours @param {string} name */
export function logAxis(colours, name, more = {}) {
	return axis(colours, name, { type: 'log', min: LOG_FROM_MS, ...more });
}

/** Named where targets are looked up, as in the app. @param {Palette} colours */
export function targetAxis(colours) {
	const customValues = [1, 2, 5, 10, 20, 50, 100];
	return logAxis(colours, 'target TBT, ms', {
		max: 100,
		axisTick: { customValues },
		axisLabel: { color: colours.ink2, customValues },
	});
}

/** @param {number} value */
export function indexText(value) {
	return (value < 1 ? Math.min(value, 0.999) : value).toFixed(3);
}

/** To three digits, whole from 100 on. @param {number} ms */
export function millisecondsText(ms) {
	return ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

/** @param {readonly number[]} xs @param {readonly (number | null)[]} missRates @returns {[number, number][]} */
export function fluidityPoints(xs, missRates) {
	return xs.flatMap((x, index) => {
		const missed = missRates[index] ?? null;
		return missed === null ? [] : [/** @type {[number, number]} */ ([x, 1 - missed])];
	});
}
