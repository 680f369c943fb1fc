import type { Problem } from '../../core/api.ts';

/** A page on paper, a whole PDF, or why there is none. */
export type PrintedPage =
	| { readonly ok: true; readonly pdf: Uint8Array }
	| { readonly ok: false; readonly problem: Problem };

/**
 * Prints a page that needs nothing else and says its paper's size. What was given up by the signal may end as a problem.
 * Problems: `no-browser`, `print-failed`.
 */
export type Print = (page: string, signal?: AbortSignal) => Promise<PrintedPage>;

export function printFailed(why: string): PrintedPage {
	return { ok: false, problem: { code: 'print-failed', message: `The PDF could not be printed: ${why}` } };
}
