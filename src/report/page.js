// @ts-check
// Draws the charts of a report from the data in its page, and again where its width or its colours change.

import { echarts, palette } from './chart-parts.js';
import { acceptance, fluidity, gaps, rates } from './charts.js';

/** @typedef {import('./chart-parts.js').Option} Option */
/** @typedef {import('./chart-parts.js').Palette} Palette */

/** Of a chart, in pixels. */
const LEAST_HEIGHT = 112;
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

/**
 * On paper: as much lower as lets the second row of charts end on the first page, if they stay high enough to read. Once,
 * while the page is not cut into sheets, between which what is measured has gaps.
 */
function fitOnPage() {
	const rows = document.querySelector('.charts:not(.many)');
	const page = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--page-height'));
	const height = document.querySelector('.chart > div')?.clientHeight ?? 0;
	if (rows === null || Number.isNaN(page)) return;
	const lower = height - Math.max(0, (rows.getBoundingClientRect().bottom + scrollY - page) / 2);
	if (lower >= LEAST_HEIGHT) document.documentElement.style.setProperty('--chart-height', `${Math.floor(lower)}px`);
}

function draw() {
	const colours = palette();
	for (const { chart, option } of charts) {
		chart.resize();
		chart.setOption(option(colours), true);
	}
}

fitOnPage();
draw();
addEventListener('resize', draw);
// What is printed has the paper's colours and width; `beforeprint` comes after neither is known to the script.
matchMedia('print').addEventListener('change', draw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
addEventListener('afterprint', draw);
document.documentElement.dataset.ready = 'true';
