import { z } from 'zod';
import { type StartChild, startNodeChild } from '../processes/child.ts';
import { pickEnvironment } from '../processes/environment.ts';
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

/** The embedded providers could not be started, which is no bug: the message says why and what to do. */
export class SimulatorError extends Error {
	override readonly name = 'SimulatorError';
}

/**
 * Starts the embedded providers on a free port of 127.0.0.1. Their process inherits none of this one's environment, so
 * no API key, and ends with this one however this one ends.
 *
 * @param options.seed a whole number from 0: the same seed gives the same streams
 * @param options.startChild a Node of its own unless told otherwise
 * @throws {SimulatorError} where the process ends before it listens, with what it said
 */
export async function startSimulator({
	seed,
	startChild = startNodeChild,
}: {
	readonly seed: number;
	readonly startChild?: StartChild;
}): Promise<Simulator> {
	const child = startChild(new URL('./process.ts', import.meta.url), {
		args: [`--seed=${seed}`],
		// Windows cannot open a socket without it; nothing else is needed.
		environment: pickEnvironment(process.env, ['SystemRoot']),
		quiet: false,
	});
	const first = await child.nextMessage();
	if (first === undefined) {
		const code = await child.gone;
		const said = child.errorText().trim() || `their process ended with code ${code ?? 'none'}`;
		throw new SimulatorError(
			`The simulated providers could not start: ${said}\nThey need a process of their own and a free port of 127.0.0.1. Free what they lack and try again, or race providers of your own, which need neither.`,
		);
	}
	const { port } = listeningSchema.parse(first);
	const origin = `http://127.0.0.1:${port}`;
	return {
		origin,
		gone: child.gone.then(() => {}),
		baseUrl: (persona) => `${origin}/${persona}/v1`,
		async emissions() {
			const response = await fetch(`${origin}/emissions`);
			return z.array(emissionSchema).parse(await response.json());
		},
		async close() {
			child.kill();
			await child.gone;
		},
	};
}
