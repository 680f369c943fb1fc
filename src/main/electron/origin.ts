/** The page's own scheme and its only host. */
export const SCHEME = 'app';
const HOST = 'fluidity';

/** As Chromium writes the page's origin. */
export const ORIGIN = `${SCHEME}://${HOST}`;

/** What the window shows, and all it ever shows. */
export const PAGE = `${ORIGIN}/index.html`;

/** Whether an address is one of the app's own files. Node knows no origins of other schemes than the web's. */
export function isOurs(address: string): boolean {
	if (!URL.canParse(address)) return false;
	const { protocol, host, username, password } = new URL(address);
	return protocol === `${SCHEME}:` && host === HOST && username === '' && password === '';
}
