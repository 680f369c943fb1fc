import type { Study } from '../../core/study-schema.ts';
import { html, type Markup } from './markup.ts';

/** Beyond them colours come round again, with other dashes. */
const COLOURS = 8;
const DASHES = 3;

/** A shape for each colour, ten units wide and high: whoever sees no colour tells providers by it. The charts' script reads them off the legend. */
const SHAPES = [
	'M10 5A5 5 0 1 1 0 5A5 5 0 1 1 10 5Z',
	'M0.5 0.5H9.5V9.5H0.5Z',
	'M5 0L10 9.5H0Z',
	'M5 0L10 5L5 10L0 5Z',
	'M5 10L0 0.5H10Z',
	'M3.5 0H6.5V3.5H10V6.5H6.5V10H3.5V6.5H0V3.5H3.5Z',
	'M0 0H10L0 10H10Z',
	'M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z',
] as const;

/** What of a name there is room for beside a chart, in characters as people count them. */
const SHOWN_NAME = 10;

/** One for all charts: colour and shape, and dashes where colours come round again. */
export function legend({ providers }: Study): Markup {
	const numbered = looksAlike(providers.map(({ name }) => name));
	return html`<ul class="${numbered ? 'legend numbered' : 'legend'}" aria-label="Providers in the charts">${providers.map(
		({ name }, place) =>
			html`<li><svg width="34" height="10" class="s${(place % COLOURS) + 1} dash${Math.floor(place / COLOURS) % DASHES}" aria-hidden="true"><line x1="0" y1="5" x2="34" y2="5"/><path d="${SHAPES[place % COLOURS] ?? ''}" transform="translate(12 0)"/></svg>${numbered ? `${place + 1} ` : ''}<bdi>${name}</bdi></li>`,
	)}</ul>`;
}

/** Whether there are more providers than colours. */
export function areMany({ providers }: Study): boolean {
	return providers.length > COLOURS;
}

/** Whether charts have to number their providers: there are many, or the beginnings of two names are the same. */
function looksAlike(names: readonly string[]): boolean {
	return names.length > COLOURS || new Set(names.map(beginningOf)).size < names.length;
}

function beginningOf(name: string): string {
	const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
	return characters.slice(0, SHOWN_NAME).join('');
}
