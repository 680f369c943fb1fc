import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { vi } from 'vitest';
import { type Speech, startLanguage } from '../../../src/renderer/ui/language.ts';

/** Makes what a component shows before any race, in one language; what has no page cannot be pressed. */
export async function markupOf(element: ReactElement, language: Speech['language'] = 'en'): Promise<string> {
	vi.stubGlobal('document', { documentElement: { lang: '' } });
	await startLanguage(language);
	return renderToStaticMarkup(element);
}

/** What of it is read, without tags. */
export async function textOf(element: ReactElement, language: Speech['language'] = 'en'): Promise<string> {
	return (await markupOf(element, language)).replaceAll(/<[^>]*>/g, '');
}
