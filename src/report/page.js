// @ts-check
// Draws the charts of a report from the data in its page. It stands in the page as it is: no imports, no network.

/** @typedef {import('../core/study-schema.ts').Study} Study */
/** @typedef {Record<string, unknown>} Option */
/**
 * @typedef {object} Chart
 * @property {(option: Option, notMerge: boolean) => void} setOption
 * @property {(size?: { width: number, height: number }) => void} resize
 */
/** @typedef {{ init(element: HTMLElement, theme: null, options: { renderer: 'svg' }): Chart }} Echarts */

(() => {
	const COLOURS = 8;
	const DASHES = ['solid', 'dashed', [10, 3, 2, 3]];
	const SIGNS_ON_A_LINE = 6;
	/** Of a bar whose number has room above it, in pixels. */
	const LABELLED_BAR = 26;
	const LOG_FROM_MS = 1;
	/** @type {Study} */
	const study = JSON.parse(document.getElementById('study')?.textContent ?? '');
	/** @type {Echarts} */
	const echarts = /** @type {{ echarts: Echarts }} */ (/** @type {unknown} */ (globalThis)).echarts;
	const numbered = document.querySelector('.legend.numbered') !== null;
	/** Of the legend: a line has the shape that stands there beside its name. */
	const shapes = Array.from(document.querySelectorAll('.legend path'), (path) => `path://${path.getAttribute('d')}`);
	const names = study.providers.map(({ name }, place) => (numbered ? `${place + 1} ${name}` : name));
	const pen = document.createElement('canvas').getContext('2d');

	/**
	 * As much of a text as has room, cut between what people see as characters.
	 *
	 * @param {string} text @param {number} width @param {number} size both in pixels
	 */
	function cut(text, width, size) {
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

	function palette() {
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
	function styleOf({ series }, place) {
		const type = DASHES[Math.floor(place / COLOURS) % DASHES.length];
		return { color: series[place % COLOURS], type };
	}

	/** @param {Palette} colours @param {string} name @param {Option} [more] */
	function axis({ ink2, line }, name, more = {}) {
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
	function framed(colours, option) {
		return {
			animation: false,
			textStyle: { fontFamily: colours.font, color: colours.ink },
			grid: { left: 44, right: 16, top: 16, bottom: 44, containLabel: false },
			...option,
		};
	}

	/** @param {Palette} colours */
	function tooltip({ ink, line, panel }) {
		return {
			renderMode: 'richText',
			confine: true,
			backgroundColor: panel,
			borderColor: line,
			textStyle: { color: ink, fontSize: 12 },
		};
	}

	/** @param {Palette} colours @returns {Option} */
	function fluidity(colours) {
		const metrics = study.providers.map(({ metrics }) => metrics.fluidityIndex);
		const size = names.length > COLOURS ? 10 : 12;
		const width = 0.3 * (document.getElementById('chart-fluidity')?.clientWidth ?? 0);
		const lows = metrics.map(({ mean, interval }) => interval?.low ?? mean ?? 1);
		const least = Math.max(0, Math.floor(Math.min(1, ...lows) * 10 - 0.5) / 10);
		return framed(colours, {
			grid: { left: '34%', right: 24, top: 12, bottom: 44 },
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
					formatter: (/** @type {string} */ name) => cut(name, width, size),
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

	/**
	 * A line for each provider, with its shape on some points and its name at one: at another height for each, so that
	 * they do not cover each other.
	 *
	 * @param {Palette} colours @param {(place: number) => (readonly [x: number, y: number])[]} pointsOf
	 * @param {number} edge from here on a name stands to the left, where there is room
	 */
	function lines(colours, pointsOf, edge) {
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

	/** @param {Palette} colours @param {string} name @param {number} [max] */
	function logAxis(colours, name, max) {
		return axis(colours, name, { type: 'log', min: LOG_FROM_MS, ...(max === undefined ? {} : { max }) });
	}

	/** @param {number} value */
	function indexText(value) {
		return (value < 1 ? Math.min(value, 0.999) : value).toFixed(3);
	}

	/** @param {readonly number[]} xs @param {readonly (number | null)[]} missRates @returns {[number, number][]} */
	function fluidityPoints(xs, missRates) {
		return xs.flatMap((x, index) => {
			const missed = missRates[index] ?? null;
			return missed === null ? [] : [/** @type {[number, number]} */ ([x, 1 - missed])];
		});
	}

	/** @param {Palette} colours @returns {Option} */
	function acceptance(colours) {
		const { eachMs } = study.deadlines;
		const curves = study.providers.map(({ acceptance }) => acceptance);
		const tails = lines(
			colours,
			(place) => fluidityPoints(curves[place]?.targetsMs ?? [], curves[place]?.p99MissRate ?? []),
			40,
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
			label: { formatter: `${eachMs} ms`, color: colours.ink2, fontSize: 10, distance: 2 },
			data: [{ xAxis: eachMs }],
		};
		return framed(colours, {
			xAxis: logAxis(colours, 'target TBT, ms', 100),
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
	function gaps(colours) {
		return framed(colours, {
			xAxis: logAxis(colours, 'gap, ms'),
			yAxis: axis(colours, '', { type: 'value', min: 0, max: 1 }),
			tooltip: {
				...tooltip(colours),
				trigger: 'item',
				formatter: (/** @type {{ seriesName: string, value: readonly number[] }} */ { seriesName, value }) =>
					`${cut(seriesName, 200, 12)}\n${value[1]} ≤ ${value[0]?.toPrecision(4)} ms`,
			},
			series: lines(
				colours,
				(place) =>
					(study.providers[place]?.gapsMs.cdf ?? []).map((gap, index) => [Math.max(LOG_FROM_MS, gap), index / 100]),
				Math.max(...study.providers.map(({ gapsMs }) => gapsMs.max ?? 0)) / 3,
			),
		});
	}

	/** @typedef {Study['providers'][number]['tokenRates']} Rates */

	/** A group of bars for each provider: from the flattering rate to the one that a reader can keep. @param {Palette} colours @returns {Option} */
	function rates(colours) {
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
		return framed(colours, {
			grid: { left: 44, right: 12, top: 20, bottom: 52 },
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
					formatter: (/** @type {string} */ _name, /** @type {number} */ place) => shortName(place, group - 8, 12),
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

	/** @type {readonly (readonly [string, (colours: Palette) => Option])[]} */
	const options = [
		['chart-fluidity', fluidity],
		['chart-acceptance', acceptance],
		['chart-gaps', gaps],
		['chart-rates', rates],
	];
	const charts = options.flatMap(([id, option]) => {
		const element = document.getElementById(id);
		return element === null ? [] : [{ option, chart: echarts.init(element, null, { renderer: 'svg' }) }];
	});

	function draw() {
		const colours = palette();
		for (const { chart, option } of charts) {
			chart.resize();
			chart.setOption(option(colours), true);
		}
	}

	draw();
	addEventListener('resize', draw);
	// What is printed has the paper's colours and width; `beforeprint` comes after neither is known to the script.
	matchMedia('print').addEventListener('change', draw);
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
	addEventListener('afterprint', draw);
	document.documentElement.dataset.ready = 'true';
})();
