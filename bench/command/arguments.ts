/** What `read` makes of a benchmark's arguments; where they are wrong, says so and how it is called, and ends with 2. */
export function settingsOrExit<Settings>(usage: string, read: () => Settings): Settings {
	try {
		return read();
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nusage: ${usage}\n`);
		process.exit(2);
	}
}

/** @throws {RangeError} with a sentence for people, where `text` is no whole number within the bounds */
export function wholeWithin(option: string, text: string, least: number, most: number): number {
	const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= least && value <= most)) {
		throw new RangeError(`${option}: "${text}" is not a whole number from ${least} to ${most}.`);
	}
	return value;
}
