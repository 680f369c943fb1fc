import { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { createKnownSecrets } from '../../../src/main/app-known-secrets.ts';
import { RunError } from '../../../src/main/cli/exit.ts';
import { addRaceCommand } from '../../../src/main/cli/race-command.ts';
import { SimulatorError, startSimulator } from '../../../src/main/simulator/start-simulator.ts';

vi.mock('../../../src/main/simulator/start-simulator.ts', async (original) => ({
	...(await original<typeof import('../../../src/main/simulator/start-simulator.ts')>()),
	startSimulator: vi.fn(),
}));

async function race(): Promise<void> {
	const program = new Command().exitOverride();
	addRaceCommand(program, () => {}, createKnownSecrets());
	await program.parseAsync(['race', '--provider', 'sim:steady'], { from: 'user' });
}

it('a race whose simulated providers cannot start could not be done, and says why: that is no bug', async () => {
	vi.mocked(startSimulator).mockRejectedValueOnce(new SimulatorError('no port is free'));
	await expect(race()).rejects.toThrow(new RunError('no port is free'));
	vi.mocked(startSimulator).mockRejectedValueOnce(new TypeError('a bug'));
	await expect(race()).rejects.toThrow(TypeError);
});
