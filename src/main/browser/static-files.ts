import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file as it is served. */
export interface StaticFile {
	readonly body: Buffer;
	readonly contentType: string;
	readonly cacheControl: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.woff2': 'font/woff2',
};

/** The built files in there carry a hash of their content in their names. */
const HASHED = '/assets/';

/**
 * Every file of a folder by the path it is served under, `/` being its index.html. Only what is listed here is ever
 * served, so no request can name a file outside: its path is looked up, not followed. Links are left out. The files are
 * held in memory, so a build while the app runs changes nothing under it.
 *
 * @throws an error of `node:fs` where the folder cannot be read
 */
export function readStaticFiles(folder: string): ReadonlyMap<string, StaticFile> {
	const files = new Map<string, StaticFile>();
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const file = join(entry.parentPath, entry.name);
		const path = `/${relative(folder, file).split(sep).map(encodeURIComponent).join('/')}`;
		files.set(path === '/index.html' ? '/' : path, {
			body: readFileSync(file),
			contentType: CONTENT_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream',
			cacheControl: path.startsWith(HASHED) ? 'private, max-age=31536000, immutable' : 'no-store',
		});
	}
	return files;
}
