import { parentPort } from 'node:worker_threads';
import { batchBuffers } from '../../core/batch.ts';
import { createClock } from './clock.ts';
import { createOutbox, type Outbox, type Timers } from './outbox.ts';
import type { EnginePlan, FromEngine, ToEngine } from './plan.ts';
import { type EngineRun, startRun } from './run.ts';
import { createTransport } from './transport.ts';
import { warmUp } from './warm-up.ts';

/** The engine's thread: it runs one plan and is then done with. */
const port = parentPort;
if (!port) throw new Error('the engine runs as a worker thread');

const timers: Timers = {
	after(delayMs, task) {
		const timer = setTimeout(task, delayMs);
		return () => clearTimeout(timer);
	},
};

let run: EngineRun | null = null;
let cancelled = false;

function send(message: FromEngine, transfer: ArrayBuffer[] = []): void {
	port?.postMessage(message, transfer);
}

const outbox: Outbox = createOutbox((batch) => send({ type: 'batch', batch }, batchBuffers(batch)), timers);

port.on('message', (message: ToEngine) => {
	if (message.type === 'acknowledge') outbox.acknowledge(message.sequence);
	if (message.type === 'cancel') {
		cancelled = true;
		run?.cancel();
	}
	if (message.type === 'run') {
		void execute(message.plan);
	}
});

async function execute(plan: EnginePlan): Promise<void> {
	const clock = createClock(plan.epoch);
	const transport = createTransport(clock);
	await warmUp(transport, clock, timers);
	// Nothing is opened for a run that was cancelled before it began.
	run = startRun(cancelled ? { ...plan, requests: [] } : plan, transport, clock, timers, outbox);
	const measured = await run.done;
	outbox.drained(() => send({ type: 'finished', measured }));
}
