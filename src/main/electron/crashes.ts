import { app, dialog, session } from 'electron';
import type { Language } from '../../core/language.ts';
import { bugDetail } from '../app-crashes.ts';
import { CRASH_WORDS } from './crash-words.ts';

/** What reporting a crash needs. */
export interface CrashServices {
	/** Masks every secret that is known. */
	redact(text: string): string;
	/** A line for the log. */
	say(line: string): void;
	/** In which the boxes speak. */
	language(): Language;
}

/** A page that breaks so often in one session is broken for good. */
const MOST_RELOADS = 2;

/**
 * A bug that nobody caught is shown, masked, instead of Electron's own box, which shows it as it came; what ends the
 * process afterwards is up to others. A page whose process has ended is loaded again; when it keeps ending, the app ends
 * and says so. Nothing is sent anywhere.
 */
export function showCrashes({ redact, say, language }: CrashServices): void {
	const show = (error: unknown): void => {
		const { hasToEnd, bug } = CRASH_WORDS[language()];
		dialog.showErrorBox(hasToEnd, redact(`${bug}\n${bugDetail(error)}`));
	};
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
		const { hasToEnd, windowBroke } = CRASH_WORDS[language()];
		dialog.showErrorBox(hasToEnd, windowBroke(reason));
		app.quit();
	});
	app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
		if (reason === 'clean-exit' || reason === 'killed') return;
		say(`A process of the app ended (${type} ${name ?? ''}, ${reason}, ${exitCode}).`);
	});
}
