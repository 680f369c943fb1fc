import { shell } from 'electron';

/** The pages that the app itself points to, and the only ones that it opens in a browser. */
const PAGES: readonly string[] = ['https://arxiv.org/abs/2407.07000'];

/**
 * Opens one of the app's own links in the default browser. Anything else is refused, so that no text a provider sends
 * can make this machine open an address: the system would start whatever program is registered for it.
 *
 * @returns whether it was one of them
 */
export function openExternalLink(address: string): boolean {
	if (!URL.canParse(address)) return false;
	const { protocol, href } = new URL(address);
	if (protocol !== 'https:' || !PAGES.includes(href)) return false;
	void shell.openExternal(href);
	return true;
}
