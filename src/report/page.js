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
	const DASHES = ['solid', 'dashed', 'dotted'];
	const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'];
	const MOST_NAME = 22;
	/** @type {Study} */
	const study = JSON.parse(document.getElementById('study')?.textContent ?? '');
	/** @type {Echarts} */
	const echarts = /** @type {{ echarts: Echarts }} */ (/** @type {unknown} */ (globalThis)).echarts;
	const numbered = document.querySelector('.legend.numbered') !== null;
	const names = study.providers.map(({ name }, place) => {
		const short = name.length > MOST_NAME ? `${name.slice(0, MOST_NAME - 1)}…` : name;
		return numbered ? `${place + 1} ${short}` : short;
	});

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
			tooltip: {
				trigger: 'axis',
				renderMode: 'richText',
				confine: true,
				backgroundColor: colours.panel,
				borderColor: colours.line,
				textStyle: { color: colours.ink, fontSize: 12 },
				valueFormatter: (/** @type {unknown} */ value) => (typeof value === 'number' ? value.toPrecision(4) : '–'),
			},
			...option,
		};
	}

	/** @param {Palette} colours @returns {Option} */
	function fluidity(colours) {
		const metrics = study.providers.map(({ metrics }) => metrics.fluidityIndex);
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
					width,
					overflow: 'truncate',
					interval: 0,
					fontSize: names.length > COLOURS ? 10 : 12,
				},
			}),
			series: [
				{
					type: 'scatter',
					symbolSize: 10,
					data: metrics.map(({ mean }, place) => ({
						value: [mean, place],
						itemStyle: { color: styleOf(colours, place).color },
						symbol: SYMBOLS[Math.floor(place / COLOURS) % SYMBOLS.length],
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

	/** @param {Palette} colours @param {(place: number) => (number | null)[][]} points */
	function lines(colours, points) {
		return names.map((name, place) => ({
			name,
			type: 'line',
			showSymbol: false,
			lineStyle: { ...styleOf(colours, place), width: 2 },
			itemStyle: { color: styleOf(colours, place).color },
			data: points(place),
		}));
	}

	/** @param {Palette} colours @returns {Option} */
	function acceptance(colours) {
		return framed(colours, {
			xAxis: axis(colours, 'target TBT, ms', { type: 'value', min: 0, max: 100 }),
			yAxis: axis(colours, '', { type: 'value', min: 0, max: 1 }),
			series: lines(colours, (place) => {
				const { targetsMs = [], p99MissRate = [] } = study.providers[place]?.acceptance ?? {};
				return targetsMs.map((target, index) => {
					const missed = p99MissRate[index] ?? null;
					return [target, missed === null ? null : 1 - missed];
				});
			}),
		});
	}

	/** @param {Palette} colours @returns {Option} */
	function gaps(colours) {
		return framed(colours, {
			xAxis: axis(colours, 'gap, ms', { type: 'log', min: 1 }),
			yAxis: axis(colours, '', { type: 'value', min: 0, max: 1 }),
			series: lines(colours, (place) =>
				(study.providers[place]?.gapsMs.cdf ?? []).map((gap, index) => [Math.max(1, gap), index / 100]),
			),
		});
	}

	/** @param {Palette} colours @returns {Option} */
	function rates(colours) {
		/** @type {readonly (readonly [string, (rates: Study['providers'][number]['tokenRates']) => number | null])[]} */
		const kinds = [
			['TPOT', ({ tpotBased }) => tpotBased],
			['tail TBT', ({ tbtBased }) => tbtBased],
			['fluid', ({ fluid }) => (fluid.type === 'found' ? fluid.tokensPerSecond : null)],
		];
		return framed(colours, {
			xAxis: axis(colours, '', {
				type: 'category',
				data: kinds.map(([kind]) => kind),
				axisTick: { show: false },
				axisLabel: { color: colours.ink2, interval: 0 },
			}),
			yAxis: axis(colours, '', { type: 'value' }),
			tooltip: {
				trigger: 'item',
				renderMode: 'richText',
				confine: true,
				backgroundColor: colours.panel,
				borderColor: colours.line,
				textStyle: { color: colours.ink, fontSize: 12 },
				valueFormatter: (/** @type {unknown} */ value) =>
					typeof value === 'number' ? `${value.toFixed(1)} tokens/s` : '–',
			},
			series: names.map((name, place) => ({
				name,
				type: 'bar',
				itemStyle: {
					color: styleOf(colours, place).color,
					...(place < COLOURS ? {} : { decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 3] } }),
				},
				label: {
					show: names.length <= 3,
					position: 'top',
					color: colours.ink2,
					fontSize: 11,
					formatter: (/** @type {{ value: unknown }} */ { value }) =>
						typeof value === 'number' ? value.toFixed(value < 100 ? 1 : 0) : '',
				},
				data: kinds.map(([, of]) => {
					const own = study.providers[place]?.tokenRates;
					return own === undefined ? null : of(own);
				}),
			})),
		});
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
