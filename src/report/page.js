// @ts-check
// Draws the charts of a report from the data in its page, and again where its width or its colours change.

import { echarts, palette } from './chart-parts.js';
import { acceptance, fluidity, gaps, rates } from './charts.js';

/** @typedef {import('./chart-parts.js').Option} Option */
/** @typedef {import('./chart-parts.js').Palette} Palette */

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
