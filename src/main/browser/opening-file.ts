import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A page on disk that leads to the app with a token. It is what is handed to the browser, because a process's arguments
 * can be read by every user of the machine, and this file by its owner alone.
 */
export interface OpeningFile {
	readonly path: string;
	/** Puts another token into it. Throws an error of `node:fs` where it cannot. */
	replace(token: string): void;
	/** Takes it away, and its folder. Safe to call again. */
	remove(): void;
}

/** Makes it in a new folder of its own. */
export function createOpeningFile(origin: string, token: string): OpeningFile {
	// mkdtemp gives the folder mode 0700.
	const folder = mkdtempSync(join(tmpdir(), 'fluidity-bench-'));
	const path = join(folder, 'open.html');
	const next = join(folder, 'next.html');

	function replace(token: string): void {
		writeFileSync(next, page(`${origin}/#token=${token}`), { mode: 0o600 });
		renameSync(next, path);
	}

	replace(token);
	return {
		path,
		replace,
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** `address` holds nothing that HTML would read as its own. */
function page(address: string): string {
	return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${address}">
<title>Fluidity Bench</title>
<p><a href="${address}">Open Fluidity Bench</a></p>
`;
}
