// Without Node's `require`, of which the bundle of the installed app makes a second one.
import { strToU8, zipSync } from 'fflate/browser';
import type { ReportFile } from './report-file.ts';

/** Files as one archive, under their own paths. */
export function zipFiles(files: readonly ReportFile[]): Uint8Array<ArrayBuffer> {
	return zipSync(Object.fromEntries(files.map(({ path, content }) => [path, contentBytes(content)])));
}

/** As it stands in a file: text as UTF-8. */
export function contentBytes(content: ReportFile['content']): Uint8Array {
	return typeof content === 'string' ? strToU8(content) : content;
}
