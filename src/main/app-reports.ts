import { Worker } from 'node:worker_threads';
import type { ApiOutputs, Problem, Result } from '../core/api.ts';
import type { FromReportWorker, ReportOrder, ToReportWorker } from './app-report-worker.ts';
import type { Print } from './reports/print.ts';

type Report = Result<ApiOutputs['exportReport']>;

/** Makes reports, each in a thread of its own, so that the app answers meanwhile. */
export interface Reports {
	/** What a recording's file says, as one file: the same bytes that the command line gives. Rejects where there is a bug. */
	make(order: ReportOrder): Promise<Report>;
	/** Every report under way is refused with the problem; resolves when none works or prints any more. */
	giveUp(why: Problem): Promise<void>;
}

export function createReports(print: Print): Reports {
	let givingUp = new AbortController();
	const underWay = new Set<Promise<Report>>();
	return {
		make(order) {
			const report = makeInThread(order, print, givingUp.signal).finally(() => underWay.delete(report));
			underWay.add(report);
			return report;
		},
		async giveUp(why) {
			givingUp.abort(why);
			givingUp = new AbortController();
			await Promise.allSettled(underWay);
		},
	};
}

async function makeInThread(order: ReportOrder, print: Print, signal: AbortSignal): Promise<Report> {
	// The thread gets no environment: keys live there. What is printed is printed by this one.
	const worker = new Worker(new URL('./app-report-worker.ts', import.meta.url), { env: {}, name: 'report' });
	const tell = (message: ToReportWorker): void => worker.postMessage(message);
	let printing: Promise<void> | null = null;
	try {
		return await new Promise<Report>((resolve, reject) => {
			signal.addEventListener('abort', () => resolve({ ok: false, problem: signal.reason }), { once: true });
			worker.on('error', reject);
			worker.on('messageerror', reject);
			worker.on('exit', (code) => reject(new Error(`the report's thread ended early, with code ${code}`)));
			worker.on('message', (message: FromReportWorker) => {
				if (message.type === 'made') {
					resolve(message.result);
					return;
				}
				printing = print(message.page, signal).then((printed) => tell({ type: 'printed', printed }), reject);
			});
			tell({ type: 'make', order });
		});
	} finally {
		await worker.terminate();
		await printing;
	}
}
