import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Recording } from '../../../src/core/recording.ts';
import { scoreRecording } from '../../../src/core/scorecard.ts';
import { createKnownSecrets } from '../../../src/main/app-known-secrets.ts';
import { EXIT, RunError } from '../../../src/main/cli/exit.ts';
import { addRaceCommand } from '../../../src/main/cli/race-command.ts';
import { startRace } from '../../../src/main/race.ts';
import { SimulatorError, startSimulator } from '../../../src/main/simulator/start-simulator.ts';
import { studiedRun } from '../../support/studied-runs.ts';

vi.mock('../../../src/main/simulator/start-simulator.ts', async (original) => ({
	...(await original<typeof import('../../../src/main/simulator/start-simulator.ts')>()),
	startSimulator: vi.fn(),
}));
vi.mock('../../../src/main/race.ts', () => ({ startRace: vi.fn() }));
afterEach(() => vi.clearAllMocks());

const recording = studiedRun([{ stalls: 0.3 }], { rounds: 1 });

/** Runs `fluidity race` on one simulated provider; gives its exit code. */
async function race(...args: string[]): Promise<number | null> {
	const program = new Command().exitOverride();
	let exit: number | null = null;
	const finish = (code: number): void => {
		exit = code;
	};
	addRaceCommand(program, finish, createKnownSecrets());
	const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
	try {
		await program.parseAsync(['race', '--provider', 'sim:steady', ...args], { from: 'user' });
	} finally {
		printed.mockRestore();
	}
	return exit;
}

/** Lets the next race happen without a network: `during` it, and then it has ended as `recorded`. */
function raceIs(recorded: Recording, during: () => void = () => {}): { readonly cancelled: () => boolean } {
	let cancelled = false;
	vi.mocked(startSimulator).mockResolvedValueOnce({
		...{ origin: 'http://127.0.0.1:1', baseUrl: (persona) => `http://127.0.0.1:1/${persona}/v1` },
		...{ emissions: async () => [], gone: Promise.resolve(), close: async () => {} },
	});
	vi.mocked(startRace).mockImplementationOnce(() => {
		const done = new Promise<Recording>((resolve) => {
			setImmediate(() => {
				during();
				resolve(recorded);
			});
		});
		return {
			...{ run: recorded.run, recording: () => recorded, done },
			cancel() {
				cancelled = true;
			},
		};
	});
	return { cancelled: () => cancelled };
}

it('a race whose simulated providers cannot start could not be done, and says why: that is no bug', async () => {
	vi.mocked(startSimulator).mockRejectedValueOnce(new SimulatorError('no port is free'));
	await expect(race()).rejects.toThrow(new RunError('no port is free'));
	vi.mocked(startSimulator).mockRejectedValueOnce(new TypeError('a bug'));
	await expect(race()).rejects.toThrow(TypeError);
});

describe('what is written on the command line', () => {
	// Would catch an option that is read, checked, and then forgotten.
	it('is what is raced, every option of it', async () => {
		raceIs(recording);
		await race(
			...['--model', 'm', '--prompt', 'Why?', '--max-tokens', '7', '--rounds', '3', '--seed', '5'],
			...['--ttft', '1s', '--tbt', '20ms', '--stall', '90ms'],
			...['--connect-timeout', '1s', '--idle-timeout', '2s', '--total-timeout', '3s'],
		);
		expect(startSimulator).toHaveBeenCalledWith({ seed: 5 });
		const [[options] = []] = vi.mocked(startRace).mock.calls;
		expect(options).toMatchObject({
			providers: [{ name: 'sim:steady', model: 'm', baseUrl: 'http://127.0.0.1:1/steady/v1' }],
			...{ prompt: 'Why?', maxTokens: 7, rounds: 3 },
			deadlines: { firstNs: 1e9, eachNs: 20e6, stallNs: 90e6 },
			limits: { connectMs: 1_000, idleMs: 2_000, totalMs: 3_000 },
		});
	});
});

describe('the exit code of a race', () => {
	it('is 0 where a gate holds to the digit, 3 where it is missed, and 1 before either where every request failed', async () => {
		const [provider] = scoreRecording(recording).providers;
		raceIs(recording);
		expect(await race()).toBe(EXIT.fine);
		raceIs(recording);
		expect(await race('--fail-under', `fluidity=${provider?.fluidityIndex}`)).toBe(EXIT.fine);
		raceIs(recording);
		expect(await race('--fail-under', 'fluidity=1')).toBe(EXIT.gate);
		raceIs(studiedRun([{}, { failEvery: 1 }], { rounds: 2 }));
		expect(await race('--fail-under', 'fluidity=1')).toBe(EXIT.failed);
		raceIs(studiedRun([{}, { failEvery: 2 }], { rounds: 2 }));
		expect(await race()).toBe(EXIT.fine);
	});

	// Would catch a race that a service manager or a CI job ends, and that leaves its recording open and its requests going.
	it.each(['SIGINT', 'SIGTERM'] as const)(
		'is 130 at %s, which cancels it, and nobody listens for one afterwards',
		async (signal) => {
			const before = process.listeners(signal);
			const { cancelled } = raceIs(recording, () => {
				for (const listener of process.listeners(signal)) if (!before.includes(listener)) listener(signal);
			});
			expect(await race('--fail-under', 'fluidity=1')).toBe(EXIT.interrupted);
			expect(cancelled()).toBe(true);
			expect(process.listeners(signal)).toEqual(before);
		},
	);
});
