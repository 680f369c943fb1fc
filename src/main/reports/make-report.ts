import { assertNever } from '../../core/events.ts';
import type { ScoredStudy } from '../../core/study.ts';
import type { Study } from '../../core/study-schema.ts';
import { findChromium } from './chromium.ts';
import { csvReport } from './csv-report.ts';
import { htmlPage } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { metronReport } from './metron-report.ts';
import type { PageParts } from './page-parts.ts';
import { pdfReport } from './pdf-report.ts';
import type { ReportFile } from './report-file.ts';

/** Every format a report can have. */
export const REPORT_FORMATS = ['html', 'pdf', 'csv', 'json', 'metron'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report's files, or why there are none: a sentence. */
export type MadeReport =
	| { readonly ok: true; readonly files: readonly ReportFile[] }
	| { readonly ok: false; readonly message: string };

/** What a report is made with. */
export interface ReportHost {
	readonly parts: () => PageParts;
	readonly environment: NodeJS.ProcessEnv;
	readonly platform: NodeJS.Platform;
}

const NO_BROWSER =
	'A PDF is printed by Chromium, Chrome or Edge, and none was found. Install one, or name it in the environment variable FLUIDITY_CHROMIUM; or print the HTML report yourself.';

/** Makes the files of these formats, all from the one study. Nothing is made if one of them cannot be. */
export async function makeReport(
	study: Study,
	scored: ScoredStudy,
	formats: readonly ReportFormat[],
	host: ReportHost,
): Promise<MadeReport> {
	const files: ReportFile[] = [];
	for (const format of formats) {
		const made = await filesOf(format, study, scored, host);
		if (!made.ok) return made;
		files.push(...made.files);
	}
	return { ok: true, files };
}

async function filesOf(
	format: ReportFormat,
	study: Study,
	scored: ScoredStudy,
	{ parts, environment, platform }: ReportHost,
): Promise<MadeReport> {
	switch (format) {
		case 'html':
			return { ok: true, files: [{ path: 'report.html', content: htmlPage(study, parts()) }] };
		case 'pdf': {
			const browser = findChromium(environment, platform);
			return browser === null ? { ok: false, message: NO_BROWSER } : await pdfReport(study, parts(), browser);
		}
		case 'csv':
			return { ok: true, files: csvReport(study, scored) };
		case 'json':
			return { ok: true, files: jsonReport(study) };
		case 'metron':
			return { ok: true, files: metronReport(study, scored) };
		default:
			return assertNever(format);
	}
}
