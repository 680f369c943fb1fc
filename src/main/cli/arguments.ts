import { readFileSync } from 'node:fs';
import { byCount } from '../../core/by-count.ts';
import { type Ns, ns, nsToMs } from '../../core/time.ts';
import { namesKey } from '../key-variable.ts';
import { fileProblem } from '../recordings/file-problem.ts';
import { mayCarrySecrets } from '../secret-address.ts';
import { addressProblem } from '../settings/provider-address.ts';
import type { StoredProvider } from '../settings/settings-file.ts';
import { UsageError } from './exit.ts';

const NS_PER_UNIT: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9 };

/** A length of time such as `400ms`, `0.4s` or `2min`. A bare number is refused: it does not say its unit. */
export function parseDuration(option: string, text: string): Ns {
	return ns(Math.round(parseNanoseconds(option, text)));
}

/** As {@link parseDuration}, in nanoseconds that need not be whole. */
export function parseNanoseconds(option: string, text: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|min)$/.exec(text.trim());
	const unit = match?.[2] === undefined ? undefined : NS_PER_UNIT[match[2]];
	if (!match || unit === undefined) {
		throw new UsageError(
			`${option}: "${text}" is not a length of time. Write a number and its unit, such as 50ms or 0.4s.`,
		);
	}
	const value = Number(match[1]) * unit;
	if (value > Number.MAX_SAFE_INTEGER) throw new UsageError(`${option}: "${text}" is too long.`);
	return value;
}

/** As {@link parseDuration}, but 0 is refused. */
export function parsePositiveDuration(option: string, text: string): Ns {
	const value = parseDuration(option, text);
	if (value === 0) throw new UsageError(`${option}: must be more than 0, such as 50ms.`);
	return value;
}

/** Timers of more are called at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** As {@link parsePositiveDuration}, but no longer than a timer can wait, which is 24 days. */
export function parseTimeout(option: string, text: string): Ns {
	const value = parsePositiveDuration(option, text);
	if (nsToMs(value) > LONGEST_TIMER_MS) {
		throw new UsageError(
			`${option}: "${text}" is too long. At most ${LONGEST_TIMER_MS}ms, some 24 days, can be timed.`,
		);
	}
	return value;
}

/** A whole number from `least` to `most`. */
export function parseWhole(option: string, text: string, least: number, most: number): number {
	const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= least && value <= most)) {
		throw new UsageError(`${option}: "${text}" is not a whole number from ${least} to ${most}.`);
	}
	return value;
}

/** A number from 0 to 1. */
export function parseShare(option: string, text: string): number {
	const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= 0 && value <= 1)) throw new UsageError(`${option}: "${text}" is not a number from 0 to 1.`);
	return value;
}

/** The bounds that `--fail-under` sets. */
export interface Gate {
	readonly metric: 'fluidity';
	readonly least: number;
}

/** `fluidity=0.9`, once: of two gates, one would be forgotten. */
export function parseGate(text: string, previous: Gate | undefined): Gate {
	const [metric, value, ...more] = text.split('=');
	if (metric !== 'fluidity' || value === undefined || more.length > 0) {
		throw new UsageError(
			`--fail-under: "${text}" is no gate. Write fluidity= and a number from 0 to 1, such as fluidity=0.9.`,
		);
	}
	if (previous !== undefined) {
		throw new UsageError(`--fail-under: ${metric} is given twice. Write one gate, such as fluidity=${previous.least}.`);
	}
	return { metric, least: parseShare('--fail-under fluidity', value) };
}

/** A provider as the command line names it. */
export type ProviderArgument =
	| { readonly type: 'simulated'; readonly name: string; readonly persona: string; readonly model: string | null }
	| { readonly type: 'saved'; readonly name: string; readonly provider: StoredProvider; readonly model: string }
	| {
			readonly type: 'endpoint';
			readonly name: string;
			readonly baseUrl: string;
			readonly model: string;
			readonly keyVariable: string | null;
	  };

/** The options that describe providers, in the order they were written. */
export interface ProviderOptions {
	readonly option: 'provider' | 'model' | 'key-env';
	readonly value: string;
}

/**
 * Brings `--provider`, `--model` and `--key-env` together. A model or key variable belongs to the provider that it
 * follows; where several follow one provider, or stand before the first, they are taken in the order of the own
 * endpoints, and there must be one for each. `findSaved` gives a provider by its name; what it throws is passed on.
 */
export function parseProviders(
	written: readonly ProviderOptions[],
	findSaved: (text: string) => StoredProvider,
): ProviderArgument[] {
	const texts = written.filter(({ option }) => option === 'provider').map(({ value }) => value);
	if (texts.length === 0) {
		throw new UsageError('--provider: name at least one, such as sim:steady or NAME=https://host/v1.');
	}
	const providers = texts.map((text) => parseProvider(text, findSaved));
	const isOwn = (index: number): boolean => providers[index]?.type === 'endpoint';
	const models = assign(written, 'model', providers.length, isOwn);
	const keyVariables = assign(written, 'key-env', providers.length, isOwn);
	const names = new Set<string>();
	return providers.map((provider, index) => {
		let name = provider.name;
		if (names.has(name) && provider.type === 'endpoint') {
			throw new UsageError(`--provider: the name "${name}" is used twice. Give each its own.`);
		}
		for (let number = 2; names.has(name); number++) name = `${provider.name} (${number})`;
		names.add(name);
		const model = models[index] ?? null;
		const keyVariable = keyVariables[index] ?? null;
		if (model?.trim() === '') {
			throw new UsageError(`--model: that of ${name} is empty. Write the model's name as its provider spells it.`);
		}
		if (provider.type === 'simulated') {
			if (keyVariable !== null) throw new UsageError(`--key-env: ${name} is simulated and takes no key.`);
			return { ...provider, name, model };
		}
		if (provider.type === 'saved') {
			if (keyVariable !== null) throw new UsageError(`--key-env: ${name} is saved in the app, with its key.`);
			return { ...provider, name, model: model ?? provider.provider.model };
		}
		if (model === null) throw new UsageError(`--model: ${name} needs one. Write --model after its --provider.`);
		return { ...provider, name, model, keyVariable };
	});
}

function parseProvider(
	text: string,
	findSaved: (text: string) => StoredProvider,
):
	| { type: 'simulated'; name: string; persona: string }
	| { type: 'endpoint'; name: string; baseUrl: string }
	| { type: 'saved'; name: string; provider: StoredProvider } {
	const [, ownName, persona] = /^(?:([^=]+)=)?sim:(.+)$/.exec(text) ?? [];
	if (persona !== undefined) return { type: 'simulated', name: ownName ?? text, persona };
	if (/^https?:/i.test(text)) {
		// Not repeated: there may be a key in it.
		throw new UsageError('--provider: an address needs a name in front, such as Local=http://127.0.0.1:8000/v1.');
	}
	const separator = text.indexOf('=');
	if (separator === -1) {
		const provider = findSaved(text);
		return { type: 'saved', name: provider.name, provider };
	}
	const name = text.slice(0, separator).trim();
	if (separator < 1 || name === '') {
		throw new UsageError(
			`--provider: "${text}" is neither sim:PERSONA nor NAME=BASE_URL, such as Local=http://127.0.0.1:8000/v1.`,
		);
	}
	return { type: 'endpoint', name, baseUrl: parseBaseUrl(name, text.slice(separator + 1)) };
}

function parseBaseUrl(name: string, text: string): string {
	const problem = addressProblem(text);
	if (problem) throw new UsageError(`--provider ${name}: ${problem.message}`);
	return text;
}

function assign(
	written: readonly ProviderOptions[],
	option: 'model' | 'key-env',
	count: number,
	isOwn: (index: number) => boolean,
): (string | undefined)[] {
	const following = Array.from({ length: count }, (): string[] => []);
	const before: string[] = [];
	let provider = -1;
	for (const part of written) {
		if (part.option === 'provider') provider += 1;
		if (part.option === option) (following[provider] ?? before).push(part.value);
	}
	if (before.length === 0 && following.every((values) => values.length <= 1)) return following.map(([value]) => value);
	const values = [...before, ...following.flat()];
	const own = following.flatMap((_, index) => (isOwn(index) ? [index] : []));
	if (values.length !== own.length) {
		throw new UsageError(
			`--${option}: ${values.length} given for ${own.length} ${byCount(own.length, 'endpoint')}. Write each one right after its --provider, or one for every endpoint in the same order.`,
		);
	}
	return following.map((_, index) => values[own.indexOf(index)]);
}

/**
 * The key from an environment variable.
 *
 * @throws {UsageError} where it is not set, or would go over plain http to another machine
 */
export function readKey(name: string, baseUrl: string, variable: string): string {
	if (!/^[A-Za-z_]\w*$/.test(variable)) {
		// Not repeated: it may be the key itself.
		throw new UsageError('--key-env: write the name of an environment variable that holds the key.');
	}
	const key = process.env[variable]?.trim();
	if (!key) {
		const named = namesKey(variable) ? ` ${variable}` : '';
		throw new UsageError(
			`--key-env${named}: that environment variable is not set. Write the name of one that holds the key, such as OPENAI_API_KEY.`,
		);
	}
	if (!/^[\x21-\x7e]+$/.test(key)) {
		throw new UsageError(`--key-env ${variable}: its value cannot be a key: it holds characters that no header may.`);
	}
	if (!mayCarrySecrets(baseUrl)) {
		throw new UsageError(`--provider ${name}: a key is not sent over plain http to another machine. Use https.`);
	}
	return key;
}

/** What messages call an input. */
export function inputName(path: string): string {
	return path === '-' ? 'standard input' : path;
}

/** A file's bytes, or standard input's for `-`. */
export function readInput(path: string): Uint8Array {
	try {
		return readFileSync(path === '-' ? 0 : path);
	} catch (error) {
		throw new UsageError(fileProblem('read', inputName(path), error).message);
	}
}

/** The JSON of an input that messages call `name`. `otherwise` is what is said of one that holds none. */
export function parseJsonInput(name: string, input: Uint8Array, otherwise: string): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(input));
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw new UsageError(`${name}: ${otherwise} (${input.length === 0 ? 'it is empty' : why}).`);
	}
}
