import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../app.ts';
import { bugReport, reportCrashes } from '../app-crashes.ts';
import { appDataFolder } from '../app-data.ts';
import { createKnownSecrets } from '../app-known-secrets.ts';
import { openSecretStore } from '../secrets/open-secret-store.ts';
import { createAccess } from './access.ts';
import { type BrowserArguments, parseArguments, USAGE } from './arguments.ts';
import { openInBrowser } from './open-browser.ts';
import { createOpeningFile } from './opening-file.ts';
import { type Server, startServer } from './server.ts';
import { readStaticFiles } from './static-files.ts';

/** What the exit code means. */
const EXIT = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Embedded providers start so long after the page could be asked for: nothing may delay that. */
const WARM_UP_AFTER_MS = 100;

/**
 * Serves the app to a browser of this machine until SIGINT, SIGTERM or SIGHUP. Sets the exit code: 0 after such a
 * signal, 1 where it could not start, 2 where the arguments are wrong.
 *
 * @param rendererFolder the built renderer
 */
export async function runBrowserShell(args: readonly string[], rendererFolder: string): Promise<void> {
	const options = readArguments(args);
	if (options === null) return;
	if (!existsSync(join(rendererFolder, 'index.html'))) {
		fail(EXIT.failed, 'The page has not been built. Run npm start, which builds it first.');
		return;
	}
	const knownSecrets = createKnownSecrets();
	reportCrashes(knownSecrets.redact);
	const access = createAccess();
	const app = createApp({
		shell: 'browser',
		folder: appDataFolder(process.env, process.platform),
		environment: process.env,
		seed: options.seed,
		now: () => new Date(),
		openSecrets: openSecretStore,
		knownSecrets,
	});
	let server: Server;
	try {
		server = await startServer({
			app,
			access,
			files: readStaticFiles(rendererFolder),
			port: options.port,
			tokenUsed() {
				try {
					opening.replace(access.token());
				} catch (error) {
					say(`The page cannot be opened a second time: ${String(error)}`);
				}
			},
			broke: (error) => say(knownSecrets.redact(bugReport(error))),
		});
	} catch (error) {
		fail(EXIT.failed, listeningProblem(options.port, error));
		return;
	}
	const opening = createOpeningFile(server.origin, access.token());
	// Also where a bug ends the process.
	process.on('exit', opening.remove);
	endOnSignal(async () => {
		await server.close();
		await app.close();
	});
	process.stdout.write(`Fluidity Bench is ready: ${server.origin} (open ${opening.path})\n`);
	setTimeout(() => void app.warmUp(), WARM_UP_AFTER_MS);
	const opened = options.open && (await openInBrowser(opening.path, process.env, process.platform));
	if (!opened) process.stdout.write('Open that file in a browser on this machine. The address alone opens nothing.\n');
}

/** Null where there is nothing to run: the exit code is set and the reason printed. */
function readArguments(args: readonly string[]): BrowserArguments | null {
	try {
		const options = parseArguments(args);
		if (!options.help) return options;
		process.stdout.write(`${USAGE}\n`);
	} catch (error) {
		fail(EXIT.usage, `${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
	}
	return null;
}

function listeningProblem(port: number, error: unknown): string {
	const code = error instanceof Error && 'code' in error ? error.code : null;
	if (code === 'EADDRINUSE') {
		return `Port ${port} of 127.0.0.1 is in use. Choose another with --port, or leave it out for one that is free.`;
	}
	if (code === 'EACCES') return `This user may not listen on port ${port}. Choose one above 1023 with --port.`;
	throw error;
}

/** The first signal ends in order, a second one at once. */
function endOnSignal(end: () => Promise<void>): void {
	let ending = false;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			if (ending) process.exit(EXIT.interrupted);
			ending = true;
			void end().then(() => process.exit(EXIT.fine));
		});
	}
}

function fail(code: number, message: string): void {
	say(message);
	process.exitCode = code;
}

function say(line: string): void {
	process.stderr.write(`${line}\n`);
}
