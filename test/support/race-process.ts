/**
 * A program of its own: races once against the base URLs given as arguments and prints the recording as JSON. For what
 * only a fresh process can have, such as NODE_EXTRA_CA_CERTS.
 */
import { argv, stdout } from 'node:process';
import { providerAt, startTestRace } from './test-race.ts';

const [, , rounds = '1', ...baseUrls] = argv;
const recording = await startTestRace(
	baseUrls.map((baseUrl) => providerAt(baseUrl)),
	{ rounds: Number(rounds) },
).done;
stdout.write(JSON.stringify(recording));
