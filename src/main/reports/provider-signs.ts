import { PROVIDER_SHAPES } from '../../core/provider-shapes.ts';
import type { Study } from '../../core/study-schema.ts';
import { html, type Markup } from './markup.ts';

/** Beyond them colours come round again, with other dashes. */
const COLOURS = 8;
const DASHES = 3;

/** What of a name there is room for beside a chart, in characters as people count them. */
const SHOWN_NAME = 10;
/** Below a chart's bars on paper, over two lines, for all names together: in Latin letters, of which others take two. */
const ROOM_BELOW = 72;

/** One for all charts: colour and shape, and dashes where colours come round again. The charts' script reads the shapes off it. */
export function legend({ providers }: Study): Markup {
	const numbered = areNumbered(providers.map(({ name }) => name));
	return html`<ul class="${numbered ? 'legend numbered' : 'legend'}" aria-label="Providers in the charts">${providers.map(
		({ name }, place) =>
			html`<li><svg width="34" height="10" class="s${(place % COLOURS) + 1} dash${Math.floor(place / COLOURS) % DASHES}" aria-hidden="true"><line x1="0" y1="5" x2="34" y2="5"/><path d="${PROVIDER_SHAPES[place % COLOURS] ?? ''}" transform="translate(12 0)"/></svg>${numbered ? `${place + 1} ` : ''}<bdi>${name}</bdi></li>`,
	)}</ul>`;
}

/** Whether there are more providers than colours. */
export function areMany({ providers }: Study): boolean {
	return providers.length > COLOURS;
}

/** Whether charts have to number their providers: there are many, two names begin alike, or one has no room below its bars. */
function areNumbered(names: readonly string[]): boolean {
	const alike = new Set(names.map(beginningOf)).size < names.length;
	return names.length > COLOURS || alike || names.some((name) => widthOf(name) > ROOM_BELOW / names.length);
}

function widthOf(name: string): number {
	return [...name].reduce((sum, letter) => sum + (letter < '\u2e80' ? 1 : 2), 0);
}

function beginningOf(name: string): string {
	const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
	return characters.slice(0, SHOWN_NAME).join('');
}
