import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
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

	// Would catch a burst that came in one read taken for many: TLS hands out its records one by one.
	it('takes the records that one read brought for one read, with one moment', async (context) => {
		if (missing !== null) context.skip(missing);
		const server = await serve();
		const front = await startFront(server.port);
		const racing = raceElsewhere(1, `https://localhost:${front.port}/v1`);
		const connection = await server.accept();
		await connection.request();
		front.gather();
		for (const record of [STREAM_HEAD, httpChunk(text('a')), httpChunk(text('b')), httpChunk(FINISH + DONE)]) {
			await connection.write(record);
		}
		await connection.write(LAST_CHUNK);
		connection.end();
		const { arrivals, ended } = requestOf(await racing);
		await front.close();
		const [first] = arrivals;
		expect(arrivals.map(({ text: said, read, atNs }) => [said, read, atNs])).toEqual(
			['a', 'b'].map((said) => [said, first?.read, first?.atNs]),
		);
		expect(ended).toMatchObject({ state: 'completed', counts: { reads: 1, multiFrameReads: 1, frames: 4 } });
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

/**
 * A TCP server in front of another, which passes everything on. From `gather` on it keeps what the other sends, and hands
 * it over in one write when that one ends.
 */
async function startFront(port: number) {
	const kept: Buffer[] = [];
	let gathering = false;
	const front = createServer({ noDelay: true }, (down) => {
		const up = connect(port, '127.0.0.1');
		for (const socket of [down, up]) socket.on('error', () => socket.destroy());
		down.pipe(up);
		up.on('data', (bytes: Buffer) => {
			if (gathering) kept.push(bytes);
			else down.write(bytes);
		});
		up.on('end', () => down.end(Buffer.concat(kept)));
	});
	front.listen(0, '127.0.0.1');
	await once(front, 'listening');
	const address = front.address();
	if (typeof address !== 'object' || address === null) throw new Error('the front has no port');
	return {
		port: address.port,
		gather() {
			gathering = true;
		},
		async close() {
			front.close();
			await once(front, 'close');
		},
	};
}

/** Races in a process that trusts the certificate. */
async function raceElsewhere(rounds: number, ...baseUrls: readonly string[]): Promise<Recording> {
	const program = join(import.meta.dirname, '../support/race-process.ts');
	const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem') };
	const { stdout } = await run(process.execPath, [program, String(rounds), ...baseUrls], { env });
	return JSON.parse(stdout);
}
