import { parseArgs } from 'node:util';

/** What `npm start` was asked for. */
export interface BrowserArguments {
	/** 0 for any that is free. */
	readonly port: number;
	/** Whether to open the default browser. */
	readonly open: boolean;
	/** Of the embedded providers. */
	readonly seed: number;
	readonly help: boolean;
}

/** What may be asked for, for people. */
export const USAGE = `usage: npm start -- [--port N] [--no-open] [--seed N]
  --port N    listen on this port of 127.0.0.1 instead of any that is free
  --no-open   open no browser
  --seed N    of the embedded providers: the same seed gives the same streams (1 if left out)`;

/** @throws {Error} where something is wrong: the message names it and says what would be right */
export function parseArguments(args: readonly string[]): BrowserArguments {
	const { values } = parseArgs({
		args: [...args],
		options: {
			port: { type: 'string' },
			'no-open': { type: 'boolean', default: false },
			seed: { type: 'string', default: '1' },
			help: { type: 'boolean', short: 'h', default: false },
		},
	});
	return {
		port: values.port === undefined ? 0 : wholeNumber('--port', values.port, 1, 65_535),
		open: !values['no-open'],
		seed: wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
		help: values.help,
	};
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
	const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= least && value <= most)) {
		throw new Error(`${option} must be a whole number from ${least} to ${most}, not "${text}"`);
	}
	return value;
}
