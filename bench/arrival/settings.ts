import { parseArgs } from 'node:util';

/** What a run of the benchmark is asked for. */
export interface Settings {
	/** Numbers of streams at once, each a load of its own. */
	readonly streams: readonly number[];
	readonly rounds: number;
	/** Of streaming, per measurement. */
	readonly seconds: number;
	/** Figures as JSON on stdout instead of tables. */
	readonly json: boolean;
}

export const USAGE = 'npm run bench -- arrival [--streams 1,8,32,128] [--rounds 5] [--seconds 1.2] [--json]';

/** @throws {RangeError | TypeError} with a sentence for people, where the arguments are wrong */
export function readSettings(given: readonly string[]): Settings {
	const { values } = parseArgs({
		args: [...given],
		options: {
			streams: { type: 'string', default: '1,8,32,128' },
			rounds: { type: 'string', default: '5' },
			seconds: { type: 'string', default: '1.2' },
			json: { type: 'boolean', default: false },
		},
	});
	return {
		streams: values.streams.split(',').map((text) => within('--streams', text, /^\d+$/, 1, 512)),
		rounds: within('--rounds', values.rounds, /^\d+$/, 1, 100),
		seconds: within('--seconds', values.seconds, /^\d*\.?\d+$/, 0.1, 60),
		json: values.json,
	};
}

function within(option: string, text: string, form: RegExp, least: number, most: number): number {
	const value = form.test(text) ? Number(text) : Number.NaN;
	if (!(value >= least && value <= most)) {
		throw new RangeError(`${option}: "${text}" is not a number from ${least} to ${most}.`);
	}
	return value;
}
