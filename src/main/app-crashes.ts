/** How many causes of an error are worth a reader's time. */
const MOST_CAUSES = 4;

/**
 * From now on a bug that nobody caught is written to standard error, masked by `redact`, and ends the process with code
 * 1. Node's own report would show every error as it came.
 */
export function reportCrashes(redact: (text: string) => string): void {
	function report(error: unknown): void {
		process.exitCode = 1;
		process.stderr.write(`${redact(bugReport(error))}\n`, () => process.exit());
	}
	process.on('uncaughtException', report);
	process.on('unhandledRejection', report);
}

/** What a bug says of itself, its causes included. Not yet masked. */
export function bugReport(error: unknown): string {
	return `A bug in the app: ${detailOf(error, MOST_CAUSES)}`;
}

function detailOf(error: unknown, causes: number): string {
	if (!(error instanceof Error)) return String(error);
	const own = error.stack ?? `${error.name}: ${error.message}`;
	return error.cause === undefined || causes === 0 ? own : `${own}\ncaused by ${detailOf(error.cause, causes - 1)}`;
}
