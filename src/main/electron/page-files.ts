import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { protocol, type Session } from 'electron';
import { isOurs, SCHEME } from './origin.ts';
import { PAGE_HEADERS } from './page-headers.ts';

/** A name of the build's own making, below others of its kind: none begins with a dot, none holds a percent sign. */
const PATH = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.woff2': 'font/woff2',
};

/**
 * Makes the page's scheme one with an origin of its own, which counts as secure. It gets neither `fetch`, nor service
 * workers, nor a way around the content security policy. To be called before Electron is ready.
 */
export function registerPageScheme(): void {
	protocol.registerSchemesAsPrivileged([
		{ scheme: SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
	]);
}

/** Serves the page's scheme to one session. */
export function servePageFiles(session: Session, folder: string): void {
	session.protocol.handle(SCHEME, ({ url, method }) => answerPageRequest(url, method, folder));
}

/**
 * A file of the folder, or a status without content: 403 for another host, 405 for anything but GET, 404 for what is not
 * there. No path leads out of the folder: one that could is no name that a build gives.
 */
export async function answerPageRequest(url: string, method: string, folder: string): Promise<Response> {
	if (!isOurs(url)) return refusal(403);
	if (method !== 'GET') return refusal(405);
	const { pathname } = new URL(url);
	if (!PATH.test(pathname)) return refusal(404);
	try {
		const body = await readFile(join(folder, pathname));
		const contentType = CONTENT_TYPES[extname(pathname)] ?? 'application/octet-stream';
		return new Response(new Uint8Array(body), { headers: { ...PAGE_HEADERS, 'content-type': contentType } });
	} catch {
		// A folder, or nothing: what the page asks for and does not get, its own console says.
		return refusal(404);
	}
}

function refusal(status: number): Response {
	return new Response(null, { status, headers: PAGE_HEADERS });
}
