import { app, dialog, session } from 'electron';
import { bugReport } from '../app-crashes.ts';

/** What reporting a crash needs. */
export interface CrashServices {
	/** Masks every secret that is known. */
	redact(text: string): string;
	/** A line for the log. */
	say(line: string): void;
}

/** A page that breaks so often in one session is broken for good. */
const MOST_RELOADS = 2;

/**
 * A bug that nobody caught is shown, masked, instead of Electron's own box, which shows it as it came; what ends the
 * process afterwards is up to others. A page whose process has ended is loaded again; when it keeps ending, the app ends
 * and says so. Nothing is sent anywhere.
 */
export function showCrashes({ redact, say }: CrashServices): void {
	const show = (error: unknown): void => dialog.showErrorBox('Fluidity Bench has to end', redact(bugReport(error)));
	process.on('uncaughtException', show);
	process.on('unhandledRejection', show);

	let reloads = 0;
	app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
		// Of a report that is being printed, whoever prints it is told.
		if (reason === 'clean-exit' || contents.session !== session.defaultSession) return;
		say(`The window's process ended (${reason}, ${exitCode}).`);
		if (reloads < MOST_RELOADS) {
			reloads += 1;
			contents.reload();
			return;
		}
		dialog.showErrorBox(
			'Fluidity Bench has to end',
			`Its window broke several times (${reason}). Recordings are kept.`,
		);
		app.quit();
	});
	app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
		if (reason === 'clean-exit' || reason === 'killed') return;
		say(`A process of the app ended (${type} ${name ?? ''}, ${reason}, ${exitCode}).`);
	});
}
