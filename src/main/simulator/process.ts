import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { parentOfThisProcess } from '../processes/parent.ts';
import { PERSONAS } from './personas.ts';
import { createSimulatorServer } from './server.ts';

const USAGE = 'usage: node src/main/simulator/process.ts [--port 4000] [--seed 7]';

/** What the simulator's process tells its parent, once. */
export interface Listening {
	readonly port: number;
}

function readArguments(): { readonly port: number; readonly seed: number } {
	try {
		const { values } = parseArgs({
			options: { port: { type: 'string', default: '0' }, seed: { type: 'string', default: '1' } },
		});
		return {
			port: wholeNumber('--port', values.port, 65_535),
			seed: wholeNumber('--seed', values.seed, Number.MAX_SAFE_INTEGER),
		};
	} catch (error) {
		fail(2, `${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
	}
}

function wholeNumber(name: string, value: string, largest: number): number {
	const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
	if (!(number <= largest)) throw new RangeError(`${name} must be a whole number from 0 to ${largest}, not "${value}"`);
	return number;
}

function fail(code: number, message: string): never {
	process.stderr.write(`${message}\n`);
	process.exit(code);
}

function announce({ port }: AddressInfo): void {
	// With a parent, only it needs to know; on a terminal, a person does.
	if (parent !== null) {
		const listening: Listening = { port };
		parent.send(listening);
		return;
	}
	const rows = PERSONAS.map(({ id, name }) => `  http://127.0.0.1:${port}/${id}/v1`.padEnd(46) + name);
	const footer = `What was truly sent, and when: http://127.0.0.1:${port}/emissions`;
	process.stdout.write(`Embedded providers, any key will do:\n${rows.join('\n')}\n${footer}\n`);
}

const { port, seed } = readArguments();
const parent = parentOfThisProcess();
// A terminal's Ctrl-C reaches the whole group: the parent cancels its races, which still read from here.
if (parent !== null) process.on('SIGINT', () => {});
const server = createSimulatorServer(seed);
server.on('error', (error) => fail(1, `The simulator cannot listen on 127.0.0.1:${port}: ${error.message}`));
server.listen(port, '127.0.0.1', () => {
	const address = server.address();
	if (address !== null && typeof address === 'object') announce(address);
});
