import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { HostEvent, Result } from '../../src/core/api.ts';
import { MOST_SOCKET_BYTES, packMessage, unpackMessage } from '../../src/core/wire.ts';
import { utf8 } from '../../src/main/browser/utf8.ts';
import { createInOrder } from '../../src/renderer/host/in-order.ts';

const PROGRAM = join(import.meta.dirname, 'run-browser-shell.ts');

export const INDEX = '<!doctype html><script type="module" src="./assets/main-1a2b.js"></script>';
export const SCRIPT = 'console.log("renderer");';
export const OUTSIDE = 'nobody may read this';

/** Folders for one shell, all below one that is removed at the end. */
export interface Places {
	readonly all: string;
	/** Settings and recordings. */
	readonly home: string;
	/** Where the shell makes its temporary files. */
	readonly temporary: string;
	readonly renderer: string;
	/** Stands first in PATH. */
	readonly programs: string;
}

/** A small built renderer, and a file beside it that must never be served. */
export function makePlaces(): Places {
	const all = mkdtempSync(join(tmpdir(), 'browser-shell-'));
	const places = {
		all,
		home: join(all, 'home'),
		temporary: join(all, 'temporary'),
		renderer: join(all, 'out', 'renderer'),
		programs: join(all, 'programs'),
	};
	for (const folder of [places.temporary, join(places.renderer, 'assets'), places.programs]) {
		mkdirSync(folder, { recursive: true });
	}
	writeFileSync(join(places.renderer, 'index.html'), INDEX);
	writeFileSync(join(places.renderer, 'assets', 'main-1a2b.js'), SCRIPT);
	writeFileSync(join(all, 'out', 'secret.txt'), OUTSIDE);
	return places;
}

/** The shell in a process of its own. */
export interface Shell {
	readonly child: ChildProcess;
	readonly origin: string;
	readonly port: number;
	readonly openingFile: string;
	/** Everything that it wrote so far, both streams. */
	output(): string;
	/** The token that the opening file holds now. */
	token(): string;
	/** Ends it with a signal; gives its exit code. */
	end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the shell and waits until it says that it is ready. */
export async function startShell(
	places: Places,
	given: readonly string[] = ['--no-open'],
	environment: NodeJS.ProcessEnv = {},
): Promise<Shell> {
	const child = spawnShell(places, given, environment);
	const output = outputOf(child);
	const ready = /ready: (http:\/\/127\.0\.0\.1:(\d+)) \(open (.+\.html)\)/;
	const [, origin = '', port = '', openingFile = ''] = await output.matching(ready);
	return {
		child,
		origin,
		port: Number(port),
		openingFile,
		output: output.text,
		token: () => /#token=([\w-]+)/.exec(readFileSync(openingFile, 'utf8'))?.[1] ?? '',
		async end(signal = 'SIGTERM') {
			if (child.exitCode !== null) return child.exitCode;
			const exit = once(child, 'exit');
			child.kill(signal);
			return (await exit)[0];
		},
	};
}

/** Starts the shell and waits until it has ended by itself. */
export async function runShell(
	places: Places,
	given: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
	const child = spawnShell(places, given, {});
	const output = outputOf(child);
	const [code] = await once(child, 'close');
	return { code, output: output.text() };
}

function spawnShell(places: Places, given: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
	const { DISPLAY: _, WAYLAND_DISPLAY: __, ...inherited } = process.env;
	return spawn(process.execPath, [PROGRAM, places.renderer, ...given], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...inherited,
			PATH: `${places.programs}:${process.env.PATH}`,
			FLUIDITY_HOME: places.home,
			TMPDIR: places.temporary,
			...environment,
		},
	});
}

/** What a process writes, and when it has written something. */
function outputOf(child: ChildProcess) {
	let text = '';
	let look = (): void => {};
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (piece: string) => {
			text += piece;
			look();
		});
	}
	return {
		text: () => text,
		matching: (pattern: RegExp) =>
			new Promise<RegExpExecArray>((resolve, reject) => {
				look = () => {
					const match = pattern.exec(text);
					if (match) resolve(match);
				};
				look();
				child.once('exit', () => reject(new Error(`it ended without saying ${pattern}:\n${text}`)));
			}),
	};
}

export interface Answer {
	readonly status: number;
	readonly headers: NodeJS.Dict<string | string[]>;
	readonly body: string;
	readonly bytes: Buffer;
}

/** One HTTP request with exactly these headers besides a right Host. */
export async function ask(
	shell: Pick<Shell, 'port'>,
	method: string,
	path: string,
	headers: Readonly<Record<string, string>> = {},
	body?: string | Uint8Array,
): Promise<Answer> {
	const sent = request({ host: '127.0.0.1', port: shell.port, method, path, headers, agent: false });
	sent.end(body);
	const [response] = await once(sent, 'response');
	const pieces: Buffer[] = [];
	for await (const piece of response) pieces.push(piece);
	const bytes = Buffer.concat(pieces);
	return { status: response.statusCode, headers: response.headers, body: bytes.toString('utf8'), bytes };
}

/** Brings a parcel to a socket's path, or fetches one, as the page does. */
export async function postParcel(
	shell: Pick<Shell, 'port'>,
	path: string,
	secret: string,
	body: Uint8Array = new Uint8Array(),
): Promise<Answer> {
	const origin = `http://127.0.0.1:${shell.port}`;
	const headers = { origin, authorization: `Bearer ${secret}`, 'content-length': String(body.length) };
	return ask(shell, 'POST', path, headers, body);
}

/** Trades a token as the page does. */
export function trade(
	shell: Pick<Shell, 'port'>,
	token: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
	const body = JSON.stringify({ token });
	const usual = { origin: `http://127.0.0.1:${shell.port}`, 'content-type': 'application/json' };
	return ask(shell, 'POST', '/session', { ...usual, ...headers, 'content-length': String(body.length) }, body);
}

/** The session's secret for the token of the opening file. */
export async function secretOf(shell: Shell): Promise<string> {
	const { secret } = JSON.parse((await trade(shell, shell.token())).body);
	return secret;
}

/** Sends bytes as they are and gives everything that comes back. */
export async function askRaw(port: number, bytes: string): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	socket.end(bytes, 'latin1');
	let text = '';
	for await (const piece of socket.setEncoding('latin1')) text += piece;
	return text;
}

/** A WebSocket to the shell, with any headers. */
export function openSocket(
	shell: Pick<Shell, 'port'>,
	headers: Readonly<Record<string, string>> = { origin: `http://127.0.0.1:${shell.port}` },
	path = '/socket',
): WebSocket {
	return new WebSocket(`ws://127.0.0.1:${shell.port}${path}`, { headers, perMessageDeflate: false });
}

/** How a WebSocket that must not open ends: the status of the upgrade's refusal, which says nothing. */
export async function refusedUpgrade(
	shell: Pick<Shell, 'port'>,
	headers: Readonly<Record<string, string>>,
	path?: string,
): Promise<number | undefined> {
	const socket = openSocket(shell, headers, path);
	const [, response] = await once(socket, 'unexpected-response');
	if (response.headers['content-length'] !== '0') throw new Error('the refusal of an upgrade has content');
	response.destroy();
	return response.statusCode;
}

/** The contract as a page uses it. */
export interface Page {
	readonly events: readonly HostEvent[];
	/** Everything that came, as text and bytes. */
	readonly received: readonly Buffer[];
	call(method: string, input: unknown): Promise<Result<unknown>>;
	/** The first event that fits, past or to come. */
	event(fits: (event: HostEvent) => boolean): Promise<HostEvent>;
	close(): void;
}

/** Opens a socket with a secret and waits until it is ready. */
export async function openPage(shell: Pick<Shell, 'port'>, secret: string): Promise<Page> {
	const socket = openSocket(shell);
	const events: HostEvent[] = [];
	const received: Buffer[] = [];
	const calls: ((result: Result<unknown>) => void)[] = [];
	const waiting = new Set<() => void>();
	await once(socket, 'open');
	socket.send(JSON.stringify({ secret }));
	/** Where the shell keeps what is too large for this socket. */
	let parcels = '';
	const receive = createInOrder<Buffer>(
		(data) => {
			received.push(data);
			const { event, reply, result } = messageIn(data);
			if (event) events.push(event);
			if (reply !== undefined && result) calls[reply]?.(result);
			for (const look of waiting) look();
		},
		(error) => {
			throw error;
		},
	);
	socket.on('message', (data: Buffer, isBinary) => {
		if (!isBinary) {
			received.push(data);
			parcels = JSON.parse(String(data)).parcels;
			return;
		}
		const { parcel } = messageIn(data);
		receive(parcel === undefined ? data : postParcel(shell, `${parcels}/${parcel}`, secret).then(({ bytes }) => bytes));
	});
	await once(socket, 'message');
	return {
		events,
		received,
		call: (method, input) =>
			new Promise((resolve, reject) => {
				const call = calls.push(resolve) - 1;
				const message = packMessage({ call, method, input }, utf8);
				if (message.length <= MOST_SOCKET_BYTES) socket.send(message);
				else postParcel(shell, parcels, secret, message).catch(reject);
			}),
		event: (fits) =>
			new Promise((resolve) => {
				const look = (): void => {
					const found = events.find(fits);
					if (!found) return;
					waiting.delete(look);
					resolve(found);
				};
				waiting.add(look);
				look();
			}),
		close: () => socket.close(),
	};
}

function messageIn(data: Buffer): {
	readonly event?: HostEvent;
	readonly reply?: number;
	readonly result?: Result<unknown>;
	readonly parcel?: number;
} {
	return unpackMessage(data, utf8) as ReturnType<typeof messageIn>;
}

/** Removes everything that {@link makePlaces} made. */
export function removePlaces(places: Places): void {
	rmSync(places.all, { recursive: true, force: true });
}
