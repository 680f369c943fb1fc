import type { Result } from '../core/api.ts';
import type { StartChild } from './processes/child.ts';
import { type Simulator, startSimulator } from './simulator/start-simulator.ts';

/** The embedded providers' process, started when it is first needed and again when it is gone. */
export interface SimulatorOnDemand {
	/** Waits until it runs. A failed start is tried again by the next call. */
	running(): Promise<Result<Simulator>>;
	/** Ends the process and waits until it is gone. */
	close(): Promise<void>;
}

/** @param seed of its streams, a whole number from 0 */
export function createSimulatorOnDemand(seed: number, startChild: StartChild): SimulatorOnDemand {
	let starting: Promise<Result<Simulator>> | null = null;

	async function start(): Promise<Result<Simulator>> {
		try {
			const simulator = await startSimulator({ seed, startChild });
			void simulator.gone.then(forget);
			return { ok: true, value: simulator };
		} catch (error) {
			forget();
			const message = error instanceof Error ? error.message : String(error);
			return { ok: false, problem: { code: 'simulator-failed', message } };
		}
	}

	function forget(): void {
		starting = null;
	}

	return {
		running() {
			starting ??= start();
			return starting;
		},
		async close() {
			const started = await starting;
			if (started?.ok) await started.value.close();
		},
	};
}
