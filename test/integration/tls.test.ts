import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Recording } from '../../src/core/recording.ts';
import { DONE, FINISH, text } from '../support/fake-session.ts';
import { providerAt, requestOf, startTestRace } from '../support/test-race.ts';
import { httpChunk, LAST_CHUNK, STREAM_HEAD, startWireServer, type WireServer } from '../support/wire-server.ts';

const run = promisify(execFile);
const ANSWER = STREAM_HEAD + httpChunk(text('Hi')) + httpChunk(FINISH + DONE) + LAST_CHUNK;

let folder: string;
/** Why there is no certificate, or null. */
let missing: string | null = null;
const servers: WireServer[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'race-tls-'));
	const key = [
		'-newkey',
		'ec',
		'-pkeyopt',
		'ec_paramgen_curve:prime256v1',
		'-nodes',
		'-keyout',
		join(folder, 'key.pem'),
	];
	const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
	try {
		await run('openssl', ['req', '-x509', '-days', '1', ...key, ...names, '-out', join(folder, 'certificate.pem')]);
	} catch (error) {
		missing = `openssl made no certificate: ${String(error)}`;
	}
});
afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function serve(): Promise<WireServer> {
	const server = await startWireServer({
		scheme: 'https',
		host: '127.0.0.1',
		server: createTlsServer({
			key: readFileSync(join(folder, 'key.pem')),
			cert: readFileSync(join(folder, 'certificate.pem')),
			ALPNProtocols: ['h2', 'http/1.1'],
		}),
		event: 'secureConnection',
	});
	servers.push(server);
	return server;
}

describe('a race over TLS', () => {
	it('says that a self-signed certificate is not trusted, and sends nothing', async (context) => {
		if (missing !== null) context.skip(missing);
		const server = await serve();
		const { ended, sent } = requestOf(await startTestRace([providerAt(server.baseUrl)]).done);
		expect(sent).toBeNull();
		expect(ended).toMatchObject({
			state: 'failed-before-first-token',
			failure: { kind: 'network', phase: 'connect', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
		});
		expect(ended?.failure?.message).toBe(
			`The certificate of 127.0.0.1:${server.port} is self-signed and not trusted here.`,
		);
	});

	it('says that a certificate is for another name, and that a server speaks no TLS', async (context) => {
		if (missing !== null) context.skip(missing);
		const plain = await startWireServer();
		servers.push(plain);
		const race = startTestRace([providerAt(plain.baseUrl.replace('http:', 'https:'))]);
		void (async () => {
			for (;;) await (await plain.accept()).write('HTTP/1.1 400 Bad Request\r\n\r\n');
		})();
		expect(requestOf(await race.done).ended?.failure?.message).toBe(
			`127.0.0.1:${plain.port} does not speak TLS there. Is the base URL's scheme right?`,
		);
		const server = await serve();
		const recording = await raceElsewhere(1, server.baseUrl);
		expect(requestOf(recording).ended?.failure).toMatchObject({
			code: 'ERR_TLS_CERT_ALTNAME_INVALID',
			message: `The certificate of 127.0.0.1:${server.port} is for another name.`,
		});
	});

	// Would catch a set-up that is counted in the first token's wait, and one step's time in another's.
	it('records how long DNS, TCP and TLS took, and asks for HTTP/1.1', async (context) => {
		if (missing !== null) context.skip(missing);
		const server = await serve();
		void (async () => {
			for (;;) {
				const connection = await server.accept();
				void (async () => {
					for (let round = 0; round < 2; round++) {
						await connection.request();
						await connection.write(ANSWER);
					}
				})();
			}
		})();
		const recording = await raceElsewhere(2, server.baseUrl.replace('127.0.0.1', 'localhost'));
		const [first, second] = [requestOf(recording, 0, 1), requestOf(recording, 0, 2)];
		expect(first.ended).toMatchObject({ state: 'completed', failure: null });
		expect(first.sent?.connection).toMatchObject({ cold: false, reused: false, protocol: 'http/1.1' });
		const { lookupNs, connectNs, secureNs } = first.sent?.connection ?? {};
		for (const step of [lookupNs, connectNs, secureNs]) expect(step).toBeGreaterThan(0);
		expect(second.sent?.connection).toMatchObject({ cold: false, reused: true, secureNs });
	});
});

/** Races in a process that trusts the certificate. */
async function raceElsewhere(rounds: number, ...baseUrls: readonly string[]): Promise<Recording> {
	const program = join(import.meta.dirname, '../support/race-process.ts');
	const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem') };
	const { stdout } = await run(process.execPath, [program, String(rounds), ...baseUrls], { env });
	return JSON.parse(stdout);
}
