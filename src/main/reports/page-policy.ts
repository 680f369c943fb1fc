import { html, type Markup } from './markup.ts';

const BEGINNING = /^<!doctype html>\n<html[^>]*><head><meta charset="utf-8">/;
const ELEMENT = /^<meta http-equiv="Content-Security-Policy" content="([^"]+)">/;

/** A page's content security policy, for before anything else that it holds but its encoding. */
export function policyElement(policy: string): Markup {
	return html`<meta http-equiv="Content-Security-Policy" content="${policy}">`;
}

/** The policy that a page of ours begins with, to be served as a header as well; null where it begins with none. */
export function policyOf(page: string): string | null {
	const beginning = BEGINNING.exec(page)?.[0];
	if (beginning === undefined) return null;
	return ELEMENT.exec(page.slice(beginning.length))?.[1]?.replaceAll('&#39;', "'") ?? null;
}
