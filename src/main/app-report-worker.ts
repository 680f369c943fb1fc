import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { ApiInput, ApiOutputs, Result } from '../core/api.ts';
import { scoreStudy } from '../core/study.ts';
import { msToNs } from '../core/time.ts';
import { RECORDING_EXTENSION, readRecordingBytes } from './recordings/file.ts';
import { notOpened } from './recordings/recording-problem.ts';
import { makeReport } from './reports/make-report.ts';
import { readPageParts } from './reports/page-parts.ts';
import type { PrintedPage } from './reports/print.ts';
import type { ReportFile } from './reports/report-file.ts';
import { contentBytes, zipFiles } from './reports/zip-files.ts';

/** A recording's file, and what to make of it. */
export interface ReportOrder extends Omit<ApiInput<'exportReport'>, 'runId'> {
	readonly name: string;
	readonly bytes: Uint8Array;
}

export type ToReportWorker =
	/** Once. */
	| { readonly type: 'make'; readonly order: ReportOrder }
	/** Answers a page. */
	| { readonly type: 'printed'; readonly printed: PrintedPage };

export type FromReportWorker =
	/** A page to be printed; there is one at a time. */
	| { readonly type: 'print'; readonly page: string }
	/** The last message. */
	| { readonly type: 'made'; readonly result: Result<ApiOutputs['exportReport']> };

const port = parentPort;
port?.once('message', async (message: ToReportWorker) => {
	if (message.type === 'make') tell({ type: 'made', result: await reportOf(message.order) });
});

function tell(message: FromReportWorker): void {
	port?.postMessage(message);
}

async function reportOf(order: ReportOrder): Promise<Result<ApiOutputs['exportReport']>> {
	const { name, bytes, format, deadlines, definition, fluidRate } = order;
	const reading = readRecordingBytes(name, bytes);
	if (!reading.ok) return { ok: false, problem: notOpened(name, reading.problem) };
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const scored = scoreStudy([{ recording: reading.recording, sha256 }], {
		...(deadlines && {
			deadlines: {
				firstNs: msToNs(deadlines.firstMs),
				eachNs: msToNs(deadlines.eachMs),
				stallNs: msToNs(deadlines.stallMs),
			},
		}),
		...(definition && { definition }),
		...(fluidRate && { fluidRate }),
	});
	if (!scored.ok) return refused('no-report', `${name}: ${scored.message}.`);
	const made = await makeReport(scored.study.whole(), scored.study, [format], { parts: readPageParts, print });
	if (!made.ok) return made;
	return { ok: true, value: oneFile(`${stem(name)}-`, format, made.files) };
}

function print(page: string): Promise<PrintedPage> {
	tell({ type: 'print', page });
	return new Promise((resolve) => {
		port?.once('message', (message: ToReportWorker) => {
			if (message.type === 'printed') resolve(message.printed);
		});
	});
}

function oneFile(prefix: string, format: string, files: readonly ReportFile[]): ApiOutputs['exportReport'] {
	const [first, ...more] = files;
	if (first === undefined || more.length > 0) return { name: `${prefix}${format}.zip`, bytes: zipFiles(files) };
	return { name: `${prefix}${first.path}`, bytes: new Uint8Array(contentBytes(first.content)) };
}

function stem(name: string): string {
	return name.endsWith(RECORDING_EXTENSION) ? name.slice(0, -RECORDING_EXTENSION.length) : name;
}

function refused(
	code: string,
	message: string,
): { readonly ok: false; readonly problem: { code: string; message: string } } {
	return { ok: false, problem: { code, message } };
}
