import { parseArgs } from 'node:util';

/** What a simulation is asked for. */
export interface Settings {
	/** Of each scenario. */
	readonly experiments: number;
	/** Figures as JSON on stdout instead of tables. */
	readonly json: boolean;
}

/** Ends the process with exit code 2 and a sentence for people, where the arguments are wrong. */
export function settingsOf(name: string, given: readonly string[], experiments: number): Settings {
	try {
		return readSettings(given, experiments);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		process.stderr.write(`${message}\nusage: npm run bench -- ${name} [--experiments ${experiments}] [--json]\n`);
		process.exit(2);
	}
}

function readSettings(given: readonly string[], experiments: number): Settings {
	const { values } = parseArgs({
		args: [...given],
		options: {
			experiments: { type: 'string', default: String(experiments) },
			json: { type: 'boolean', default: false },
		},
	});
	const asked = /^\d+$/.test(values.experiments) ? Number(values.experiments) : 0;
	if (asked < 1 || asked > 1_000_000) {
		throw new RangeError(`--experiments: "${values.experiments}" is not a whole number from 1 to 1000000.`);
	}
	return { experiments: asked, json: values.json };
}
