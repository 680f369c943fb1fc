import { createHash } from 'node:crypto';
import { byCount } from '../../core/by-count.ts';
import { assertNever } from '../../core/events.ts';
import type { Study } from '../../core/study-schema.ts';
import { acceptanceSection, chartsSection, gapsSection, TABLES } from './chart-sections.ts';
import {
	comparisonsSection,
	costSection,
	definitionSection,
	errorsSection,
	healthSection,
	metricsSection,
	ratesSection,
	runsSection,
	summarySection,
} from './html-sections.ts';
import { html, jsonForPage, Markup } from './markup.ts';
import { countText } from './numbers.ts';
import type { PageParts } from './page-parts.ts';
import { policyElement } from './page-policy.ts';
import { legend } from './provider-signs.ts';

/** Where a page is for: a screen, or paper of a size that it then asks for. */
export type Medium = 'screen' | 'a4' | 'letter';

const PAPER = { a4: 'A4', letter: 'letter' } as const;
/** The printed width at these margins, so that charts are drawn as wide as they are printed. */
const PRINTED = { a4: '182mm', letter: '187mm' } as const;
/** The printed height, in CSS pixels, less a few for what is rounded. */
const PRINTED_HEIGHT = { a4: '1012px', letter: '945px' } as const;

/**
 * The study as one page that needs nothing else: no network, no file beside it. Its content security policy names its
 * own style and scripts by their hashes and forbids everything else, so that nothing a model or a provider wrote can
 * run; its words are escaped besides. Whole and readable without scripts, but for the charts.
 */
export function htmlPage(study: Study, parts: PageParts, medium: Medium = 'screen'): string {
	const style = asElementText(medium === 'screen' ? parts.style : asPrinted(parts.style) + paperStyle(medium));
	const scripts = [parts.chartLibrary, parts.script].map(asElementText);
	const policy = [
		"default-src 'none'",
		`script-src ${scripts.map(sourceOf).join(' ')}`,
		`style-src ${sourceOf(style)}`,
		'img-src data:',
		"base-uri 'none'",
		"form-action 'none'",
	].join('; ');
	const names = study.providers.map(({ name }) => name).join(', ');
	return `<!doctype html>\n${
		html`<html lang="en"${medium === 'screen' ? null : new Markup(' class="paper"')}><head><meta charset="utf-8">${policyElement(policy)}<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>Fluidity report: ${names}</title><style>${new Markup(style)}</style></head><body>${content(study)}<script type="application/json" id="study">${new Markup(jsonForPage(study))}</script>${scripts.map((script) => html`<script>${new Markup(script)}</script>`)}</body></html>`
			.text
	}\n`;
}

function content(study: Study): Markup {
	const [first] = study.runs;
	const n = study.providers.reduce((sum, { requests }) => sum + requests.counted, 0);
	return html`<header><h1>Which of them feels fast?</h1><p class="about">${study.providers.length} ${byCount(study.providers.length, 'provider')}, ${countText(n)} ${byCount(n, 'request that counts', 'requests that count')}, ${first?.startedAt.slice(0, 10) ?? ''}. A report of Fluidity Bench.</p></header><main>
<section class="${verdictClass(study)}" aria-label="Verdict"><p>${study.verdictSentence ?? 'No verdict was sought.'}</p><small>${indexInWords(study)}</small></section>
<div id="${TABLES.fluidity}">${summarySection(study)}</div>
${legend(study)}
${chartsSection(study)}
<section><h2>How it was measured</h2>${study.method.map((sentence) => html`<p>${sentence}</p>`)}</section>
<section><h2>Definitions and accountings chosen</h2>${definitionSection(study)}</section>
<section><h2>What this study cannot tell</h2><ul>${study.limits.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>
<section><h2>Differences between providers</h2>${comparisonsSection(study)}</section>
<section id="${TABLES.rates}"><h2>Rates and shares</h2>${ratesSection(study)}</section>
<section id="${TABLES.acceptance}"><h2>Fluidity against the target</h2>${acceptanceSection(study)}</section>
<section id="${TABLES.gaps}"><h2>Time between tokens</h2>${gapsSection(study)}</section>
<section><h2>Every number, with its interval</h2>${metricsSection(study)}</section>
<section><h2>Failures</h2>${errorsSection(study)}</section>
<section><h2>Cost and token counts</h2>${costSection(study)}</section>
<section><h2>Health of the measurement</h2>${healthSection(study)}</section>
<section><h2>Recordings</h2>${runsSection(study)}</section>
</main>`;
}

/** For whoever reads nothing but the verdict. */
function indexInWords({ definition: { count, unit } }: Study): string {
	const what = count === 'tokens' ? `${unit}s that come in time` : 'deadlines that are met';
	return `The fluidity-index is the share of ${what} for a reader at a steady pace: 1 never keeps the reader waiting.`;
}

function verdictClass({ verdict }: Study): string {
	if (verdict === null) return 'verdict none';
	switch (verdict.type) {
		case 'winner':
		case 'tie':
		case 'one-race':
			return 'verdict';
		case 'refusal':
			return 'verdict none';
		default:
			return assertNever(verdict);
	}
}

/** From the beginning as it is printed: charts are drawn before that, as large as they will be. */
function asPrinted(style: string): string {
	return style.replaceAll('@media print', '@media all');
}

function paperStyle(medium: Exclude<Medium, 'screen'>): string {
	return `@page { size: ${PAPER[medium]}; margin: 14mm; @bottom-right { content: counter(page) ' / ' counter(pages); font-family: sans-serif; font-size: 8pt; color: #5b6472; } } :root { --page-height: ${PRINTED_HEIGHT[medium]}; } body { width: ${PRINTED[medium]}; max-width: none; padding: 0; }`;
}

/**
 * A style or script as an element's text: what a browser hashes has line feeds alone.
 *
 * @throws {Error} where it would end its element
 */
function asElementText(text: string): string {
	if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error('a part of the page would end its own element');
	return text.replaceAll('\r\n', '\n');
}

function sourceOf(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
