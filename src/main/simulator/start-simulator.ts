import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Emission, emissionSchema } from './emissions.ts';
import type { PersonaId } from './personas.ts';
import type { Listening } from './process.ts';

/** The embedded providers, running in a process of their own. */
export interface Simulator {
	/** `http://127.0.0.1:{port}` */
	readonly origin: string;
	/** What to enter as an OpenAI-compatible provider's base URL. */
	baseUrl(persona: PersonaId): string;
	/** What was truly sent so far. Ask when nothing is being measured: answering takes the simulator's time. */
	emissions(): Promise<Emission[]>;
	/** Resolves when the process is gone, whoever ended it. */
	readonly gone: Promise<void>;
	/** Ends the process and waits until it is gone. Safe to call again. */
	close(): Promise<void>;
}

const listeningSchema: z.ZodType<Listening> = z.object({ port: z.int() });

/** What simulated providers are called with: a persona that echoes keys needs one to echo. */
export const SIMULATED_KEY = 'sim-key-0123456789abcdef';

/** The last of what the process wrote before it failed. */
const ERROR_CHARACTERS_KEPT = 2_000;

/**
 * Starts the embedded providers on a free port of 127.0.0.1. Their process inherits none of this one's environment, so
 * no API key, and ends with this one however this one ends.
 *
 * @param options.seed a whole number from 0: the same seed gives the same streams
 * @throws {Error} where the process ends before it listens, with what it said
 */
export async function startSimulator({ seed }: { readonly seed: number }): Promise<Simulator> {
	const child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), [`--seed=${seed}`], {
		env: minimalEnvironment(),
		execArgv: [],
		stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
	});
	let errorText = '';
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		errorText = (errorText + text).slice(-ERROR_CHARACTERS_KEPT);
	});
	// 'close' rather than 'exit': by then all of stderr has been read.
	const closed = once(child, 'close');
	const first = await Promise.race([once(child, 'message'), closed.then(() => null)]);
	if (first === null) {
		throw new Error(`The embedded providers could not start: ${errorText.trim() || `exit code ${child.exitCode}`}`);
	}
	const { port } = listeningSchema.parse(first[0]);
	const origin = `http://127.0.0.1:${port}`;
	return {
		origin,
		gone: closed.then(() => {}),
		baseUrl: (persona) => `${origin}/${persona}/v1`,
		async emissions() {
			const response = await fetch(`${origin}/emissions`);
			return z.array(emissionSchema).parse(await response.json());
		},
		async close() {
			child.kill();
			await closed;
		},
	};
}

/** Windows cannot open a socket without SystemRoot; nothing else is needed. */
function minimalEnvironment(): NodeJS.ProcessEnv {
	const { SystemRoot } = process.env;
	return SystemRoot === undefined ? {} : { SystemRoot };
}
