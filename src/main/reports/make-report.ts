import type { Problem } from '../../core/api.ts';
import { assertNever } from '../../core/events.ts';
import type { ReportFormat } from '../../core/report-formats.ts';
import type { ScoredStudy } from '../../core/study.ts';
import type { Study } from '../../core/study-schema.ts';
import { csvReport } from './csv-report.ts';
import { htmlPage } from './html-report.ts';
import { jsonReport } from './json-report.ts';
import { metronReport } from './metron-report.ts';
import type { PageParts } from './page-parts.ts';
import type { Print } from './print.ts';
import type { ReportFile } from './report-file.ts';

/** A report's files, or why there are none. */
export type MadeReport =
	| { readonly ok: true; readonly files: readonly ReportFile[] }
	| { readonly ok: false; readonly problem: Problem };

/** What a report is made with. */
export interface ReportHost {
	readonly parts: () => PageParts;
	readonly print: Print;
}

/** Makes the files of these formats, all from the one study. Nothing is made if one of them cannot be. */
export async function makeReport(
	study: Study,
	scored: ScoredStudy,
	formats: readonly ReportFormat[],
	host: ReportHost,
): Promise<MadeReport> {
	const made = await Promise.all(formats.map((format) => filesOf(format, study, scored, host)));
	return made.find((each) => !each.ok) ?? { ok: true, files: made.flatMap((each) => (each.ok ? each.files : [])) };
}

async function filesOf(
	format: ReportFormat,
	study: Study,
	scored: ScoredStudy,
	{ parts, print }: ReportHost,
): Promise<MadeReport> {
	switch (format) {
		case 'html':
			return { ok: true, files: [{ path: 'report.html', content: htmlPage(study, parts()) }] };
		case 'pdf-a4':
		case 'pdf-letter': {
			const size = format === 'pdf-a4' ? 'a4' : 'letter';
			const printed = await print(htmlPage(study, parts(), size));
			return printed.ok ? { ok: true, files: [{ path: `report-${size}.pdf`, content: printed.pdf }] } : printed;
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
