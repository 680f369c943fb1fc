// @ts-check
// The four charts of a report, as options.

import {
	axis,
	COLOURS,
	cut,
	fluidityPoints,
	framed,
	indexText,
	LOG_FROM_MS,
	lines,
	logAxis,
	millisecondsText,
	names,
	numbered,
	shapes,
	study,
	styleOf,
	targetAxis,
	tooltip,
	wrapped,
} from './chart-parts.js';

/** @typedef {import('../core/study-schema.ts').Study} Study */
/** @typedef {import('./chart-parts.js').Option} Option */
/** @typedef {import('./chart-parts.js').Palette} Palette */

/** Of more providers names are written smaller. */
const FEW = 4;
/** More would leave no room for the bars. */
const MOST_NAME_LINES = 4;
/** How high bars are at least, in pixels: where names leave less, numbers stand for them. */
const LEAST_BARS = 40;
/** Of a bar whose number has room above it, in pixels. */
const LABELLED_BAR = 26;
/** @param {Palette} colours @returns {Option} */
export function fluidity(colours) {
	const metrics = study.providers.map(({ metrics }) => metrics.fluidityIndex);
	const [size, share] = names.length > FEW ? [10, 0.4] : [12, 0.34];
	const width = (share - 0.03) * (document.getElementById('chart-fluidity')?.clientWidth ?? 0);
	const rowHeight = ((document.getElementById('chart-fluidity')?.clientHeight ?? 0) - 56) / names.length;
	const most = Math.floor(rowHeight / (size + 2));
	const lows = metrics.map(({ mean, interval }) => interval?.low ?? mean ?? 1);
	const least = Math.max(0, Math.floor(Math.min(1, ...lows) * 10 - 0.5) / 10);
	return framed(colours, {
		grid: { left: `${share * 100}%`, right: 24, top: 12, bottom: 44 },
		tooltip: { show: false },
		xAxis: axis(colours, 'fluidity-index, mean and 95 % interval', { type: 'value', min: least, max: 1 }),
		yAxis: axis(colours, '', {
			type: 'category',
			data: names,
			inverse: true,
			axisLabel: {
				color: colours.ink,
				interval: 0,
				fontSize: size,
				lineHeight: size + 2,
				formatter: (/** @type {string} */ name) => wrapped(name, width, size, most).join('\n'),
			},
		}),
		series: [
			{
				type: 'scatter',
				symbolSize: 10,
				data: metrics.map(({ mean }, place) => ({
					value: [mean, place],
					itemStyle: { color: styleOf(colours, place).color },
					symbol: shapes[place] ?? 'circle',
				})),
			},
			...metrics.map(({ interval }, place) => ({
				type: 'line',
				showSymbol: true,
				symbol: 'rect',
				symbolSize: [2, 12],
				silent: true,
				lineStyle: { color: styleOf(colours, place).color, width: 2 },
				itemStyle: { color: styleOf(colours, place).color },
				data:
					interval === null
						? []
						: [
								[interval.low, place],
								[interval.high, place],
							],
			})),
		],
	});
}

/** @param {Palette} colours @returns {Option} */
export function acceptance(colours) {
	const { eachMs } = study.deadlines;
	const curves = study.providers.map(({ acceptance }) => acceptance);
	const tails = lines(
		colours,
		(place) => fluidityPoints(curves[place]?.targetsMs ?? [], curves[place]?.p99MissRate ?? []),
		20,
	);
	const medians = names.map((name, place) => ({
		name: `${name}, median`,
		type: 'line',
		showSymbol: false,
		silent: true,
		lineStyle: {
			color: styleOf(colours, place).color,
			width: 1.2,
			type: 'dotted',
			opacity: names.length > COLOURS ? 0.5 : 1,
		},
		data: fluidityPoints(curves[place]?.targetsMs ?? [], curves[place]?.medianMissRate ?? []),
	}));
	const [first, ...rest] = tails;
	const markLine = {
		z: 1,
		symbol: 'none',
		silent: true,
		lineStyle: { color: colours.ink2, width: 1, type: 'solid' },
		label: { formatter: `${Number(eachMs.toPrecision(4))} ms`, color: colours.ink2, fontSize: 10, distance: 2 },
		data: [{ xAxis: eachMs }],
	};
	return framed(colours, {
		xAxis: targetAxis(colours),
		yAxis: axis(colours, '', { type: 'value', min: 0, max: 1 }),
		tooltip: {
			...tooltip(colours),
			trigger: 'axis',
			formatter: (/** @type {readonly { value: readonly number[] }[]} */ [hovered]) => {
				const target = hovered?.value[0] ?? 0;
				const rows = curves.map(({ targetsMs, p99MissRate, medianMissRate }, place) => {
					const at = targetsMs.indexOf(target);
					const [tail, median] = [p99MissRate[at], medianMissRate[at]].map((missed) =>
						typeof missed === 'number' ? indexText(1 - missed) : '–',
					);
					return `${cut(names[place] ?? '', 160, 12)}  ${tail}, median ${median}`;
				});
				return [`${target} ms`, ...rows].join('\n');
			},
		},
		series: [
			...(first === undefined ? [] : [eachMs >= LOG_FROM_MS && eachMs <= 100 ? { ...first, markLine } : first]),
			...rest,
			...medians,
		],
	});
}

/** @param {Palette} colours @returns {Option} */
export function gaps(colours) {
	return framed(colours, {
		xAxis: logAxis(colours, 'gap, ms'),
		yAxis: axis(colours, '', { type: 'value', min: 0, max: 1 }),
		tooltip: {
			...tooltip(colours),
			trigger: 'item',
			formatter: (/** @type {{ seriesName: string, value: readonly number[] }} */ { seriesName, value }) =>
				`${cut(seriesName, 200, 12)}\n${value[1]} ≤ ${millisecondsText(value[0] ?? 0)} ms`,
		},
		series: lines(
			colours,
			(place) =>
				(study.providers[place]?.gapsMs.cdf ?? []).map((gap, index) => [Math.max(LOG_FROM_MS, gap), index / 100]),
			Math.max(...study.providers.map(({ gapsMs }) => gapsMs.max ?? 0)) / 10,
		),
	});
}

/** @typedef {Study['providers'][number]['tokenRates']} Rates */

/** A group of bars for each provider: from the flattering rate to the one that a reader can keep. @param {Palette} colours @returns {Option} */
export function rates(colours) {
	const stripes = {
		symbol: 'rect',
		dashArrayX: [1, 0],
		dashArrayY: [2, 3],
		rotation: -Math.PI / 4,
		color: colours.panel,
	};
	const dots = { symbol: 'circle', symbolSize: 0.7, dashArrayX: [5, 0], dashArrayY: [5, 0], color: colours.panel };
	/** @type {readonly { name: string, of: (rates: Rates) => number | null, opacity: number, decal: object | null }[]} */
	const kinds = [
		{ name: 'TPOT', of: ({ tpotBased }) => tpotBased, opacity: 0.35, decal: null },
		{ name: 'tail TBT', of: ({ tbtBased }) => tbtBased, opacity: 0.6, decal: stripes },
		{ name: 'fluid', of: fluidRate, opacity: 1, decal: null },
		{ name: 'reference’s fluid', of: ({ reference }) => reference, opacity: 0.6, decal: dots },
	];
	const group = ((document.getElementById('chart-rates')?.clientWidth ?? 0) - 56) / names.length;
	const labelled = (group * 0.8) / kinds.length >= LABELLED_BAR;
	const size = names.length > FEW ? 10 : 12;
	const whole = names.map((name) => wrapped(name, group - 4, size, MOST_NAME_LINES));
	const most = Math.max(...whole.map(({ length }) => length));
	const left = (document.getElementById('chart-rates')?.clientHeight ?? 0) - 58 - most * (size + 2);
	const short = left < LEAST_BARS || whole.some((lines) => lines.at(-1)?.endsWith('…'));
	const below = names.length > COLOURS || (numbered && short) ? names.map((_, place) => [String(place + 1)]) : whole;
	const lines = Math.max(...below.map(({ length }) => length));
	return framed(colours, {
		grid: { left: 44, right: 12, top: 20, bottom: 38 + lines * (size + 2) },
		legend: {
			bottom: 0,
			itemWidth: 12,
			itemHeight: 9,
			itemGap: 8,
			padding: 2,
			textStyle: { color: colours.ink2, fontSize: 10 },
			data: kinds.map(({ name }) => name),
		},
		xAxis: axis(colours, '', {
			type: 'category',
			data: names,
			axisTick: { show: false },
			axisLabel: {
				color: colours.ink2,
				interval: 0,
				fontSize: size,
				lineHeight: size + 2,
				formatter: (/** @type {string} */ _name, /** @type {number} */ place) => below[place]?.join('\n') ?? '',
			},
		}),
		yAxis: axis(colours, '', { type: 'value' }),
		tooltip: { ...tooltip(colours), trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { opacity: 0.2 } } },
		series: kinds.map(({ name, of, opacity, decal }) => ({
			name,
			type: 'bar',
			barGap: '8%',
			barMaxWidth: 34,
			itemStyle: { color: faded(colours.ink2, opacity), ...(decal === null ? {} : { decal }) },
			tooltip: { valueFormatter: rateText },
			data: study.providers.map(({ tokenRates }, place) => {
				const rate = of(tokenRates);
				return {
					value: rate === Number.POSITIVE_INFINITY ? 0 : rate,
					label: {
						show: rate === Number.POSITIVE_INFINITY || labelled,
						position: 'top',
						color: colours.ink2,
						fontSize: 10,
						formatter: () => (rate === null ? '' : rateText(rate)),
					},
					itemStyle: {
						color: faded(String(styleOf(colours, place).color), opacity),
						...(decal === null ? {} : { decal }),
					},
				};
			}),
		})),
	});
}

/** Infinite where any pace is kept. @param {Rates} rates */
function fluidRate({ fluid }) {
	if (fluid.type === 'any') return Number.POSITIVE_INFINITY;
	return fluid.type === 'found' ? fluid.tokensPerSecond : null;
}

/** @param {unknown} rate */
function rateText(rate) {
	if (typeof rate !== 'number') return '–';
	return rate === Number.POSITIVE_INFINITY ? '∞' : rate.toFixed(rate < 100 ? 1 : 0);
}

/** A computed colour, let through by a share. @param {string} value @param {number} opacity */
function faded(value, opacity) {
	return opacity === 1 ? value : value.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}
