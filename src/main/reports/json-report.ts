import type { Study } from '../../core/study-schema.ts';
import type { ReportFile } from './report-file.ts';

/** The study as docs/schemas/study.schema.json describes it. */
export function jsonReport(study: Study): ReportFile[] {
	return [{ path: 'study.json', content: jsonText(study) }];
}

/** JSON that a person can read, with the newline that ends a text file. */
export function jsonText(value: unknown): string {
	return `${JSON.stringify(value, null, '\t')}\n`;
}
