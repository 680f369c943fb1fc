/** How deep causes of causes, and how many errors that came together, are worth a reader's time. */
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

/** A line for the log about a bug. Not yet masked. */
export function bugReport(error: unknown): string {
	return `A bug in the app: ${bugDetail(error)}`;
}

/** What a bug says of itself, with its causes and the errors that it gathers. Not yet masked. */
export function bugDetail(error: unknown, deep = MOST_CAUSES): string {
	if (!(error instanceof Error)) return String(error);
	const own = error.stack ?? `${error.name}: ${error.message}`;
	if (deep === 0) return own;
	const gathered: readonly unknown[] = error instanceof AggregateError ? error.errors.slice(0, MOST_CAUSES) : [];
	const causes = error.cause === undefined ? gathered : [error.cause, ...gathered];
	return [own, ...causes.map((cause) => `caused by ${bugDetail(cause, deep - 1)}`)].join('\n');
}
