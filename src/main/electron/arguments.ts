import { parseArgs } from 'node:util';

/** What the app was asked for. */
export interface ElectronArguments {
	/** Of the embedded providers. */
	readonly seed: number;
}

/**
 * Reads this app's own options and passes over what Chromium understands.
 *
 * @throws {Error} where an option is wrong: the message names it and says what would be right
 */
export function parseArguments(args: readonly string[]): ElectronArguments {
	const { values } = parseArgs({ args: [...args], options: { seed: { type: 'string' } }, strict: false });
	const { seed = '1' } = values;
	const value = typeof seed === 'string' && /^\d+$/.test(seed) ? Number(seed) : Number.NaN;
	if (!(value <= Number.MAX_SAFE_INTEGER)) throw new Error(`--seed must be a whole number from 0, not "${seed}"`);
	return { seed: value };
}
