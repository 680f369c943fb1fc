import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReportFile } from './report-file.ts';

/** What was written, or why nothing was: a sentence. */
export type Written =
	| { readonly ok: true; readonly paths: readonly string[] }
	| { readonly ok: false; readonly message: string };

/**
 * Writes files into a folder, which is made if it is not there. They are written aside first and then moved into place,
 * so that no reader ever sees half of one. What is there already is replaced only where `overwrite` says so; else nothing
 * is written at all. A folder of the report is replaced as a whole.
 */
export function writeFiles(folder: string, files: readonly ReportFile[], overwrite: boolean): Written {
	const tops = [...new Set(files.map(({ path }) => path.split('/')[0] as string))];
	const there = tops.filter((top) => existsSync(join(folder, top)));
	if (there.length > 0 && !overwrite) {
		return {
			ok: false,
			message: `${folder} already holds ${there.join(', ')}, and nothing was written. Choose another folder, or add --overwrite.`,
		};
	}
	try {
		mkdirSync(folder, { recursive: true });
		const aside = mkdtempSync(join(folder, '.report-'));
		try {
			for (const { path, content } of files) {
				const target = join(aside, path);
				mkdirSync(dirname(target), { recursive: true });
				writeFileSync(target, content);
			}
			for (const top of tops) {
				const target = join(folder, top);
				// Moving over a folder is not possible; over a file it is, and leaves no moment without one.
				if (existsSync(target) && files.some(({ path }) => path.startsWith(`${top}/`)))
					rmSync(target, { recursive: true });
				renameSync(join(aside, top), target);
			}
		} finally {
			rmSync(aside, { recursive: true, force: true });
		}
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return { ok: false, message: `${folder} could not be written: ${error.message}.` };
	}
	return { ok: true, paths: files.map(({ path }) => join(folder, path)) };
}

function isSystemError(error: unknown): error is Error {
	return error instanceof Error && 'code' in error && 'syscall' in error;
}
