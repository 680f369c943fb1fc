import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Study } from '../../core/study-schema.ts';
import { printPage } from './chromium.ts';
import { htmlPage } from './html-report.ts';
import type { PageParts } from './page-parts.ts';
import type { ReportFile } from './report-file.ts';

/** The study on paper of both sizes, or why it could not be printed: a sentence. */
export type Printed =
	| { readonly ok: true; readonly files: readonly ReportFile[] }
	| { readonly ok: false; readonly message: string };

const SIZES = ['a4', 'letter'] as const;

/** Prints the page of a report with a Chromium, by way of a folder that is removed. */
export async function pdfReport(study: Study, parts: PageParts, browser: string): Promise<Printed> {
	const folder = mkdtempSync(join(tmpdir(), 'fluidity-print-'));
	try {
		const printed = await Promise.all(
			SIZES.map(async (size) => {
				const page = join(folder, `${size}.html`);
				const pdf = join(folder, `${size}.pdf`);
				writeFileSync(page, htmlPage(study, parts, size), { mode: 0o600 });
				const problem = await printPage(browser, { page, pdf, profile: join(folder, `profile-${size}`) });
				return { problem, path: `report-${size}.pdf`, pdf };
			}),
		);
		const problem = printed.find((each) => each.problem !== null)?.problem;
		if (problem) return { ok: false, message: `The PDF could not be printed: ${problem}` };
		return { ok: true, files: printed.map(({ path, pdf }) => ({ path, content: new Uint8Array(readFileSync(pdf)) })) };
	} finally {
		// The browser may still be writing to its profile for a moment after it has ended.
		rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	}
}
