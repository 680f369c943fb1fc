import type { Api, HostEvent, Result } from '../../core/api.ts';
import { MOST_SOCKET_BYTES, packMessage, unpackMessage } from '../../core/wire.ts';
import { delayBefore } from './back-off.ts';
import { createInOrder } from './in-order.ts';
import { createParcels, type Parcels } from './parcels.ts';

/** Told of the connection's state whenever it changes. `refused`: this page was not opened by the app. */
export type OnConnection = (state: 'open' | 'lost' | 'refused') => void;

const SESSION_KEY = 'fluidity-session';
/** The app's own code for a secret it does not know. */
const CLOSE_REFUSED = 4401;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8 = {
	encode: (text: string) => encoder.encode(text),
	decode: (bytes: Uint8Array) => decoder.decode(bytes),
};

/**
 * The app behind the page's own origin, over one WebSocket that is opened again when it drops, and over HTTP for what is
 * too large for it. A one-time token in the address is traded for a session secret, which lasts as long as the tab; the token is wiped from the address either way.
 * Resolves once the app has answered; without a valid secret never: `onConnection` says why.
 */
export async function connectBrowserHost(onConnection: OnConnection): Promise<Api> {
	const secret = await sessionSecret();
	return new Promise((resolve) => {
		if (secret === null) onConnection('refused');
		else openSocket(secret, onConnection, resolve);
	});
}

async function sessionSecret(): Promise<string | null> {
	const token = new URLSearchParams(location.hash.slice(1)).get('token');
	if (token === null) return sessionStorage.getItem(SESSION_KEY);
	history.replaceState(null, '', `${location.pathname}${location.search}`);
	try {
		const response = await fetch('/session', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ token }),
		});
		const answer: unknown = response.ok ? await response.json() : null;
		if (isObject(answer) && typeof answer.secret === 'string') {
			sessionStorage.setItem(SESSION_KEY, answer.secret);
			return answer.secret;
		}
	} catch (error) {
		console.warn('The token could not be traded.', error);
	}
	// A token is good for one use; a reload of the same address still has its secret.
	return sessionStorage.getItem(SESSION_KEY);
}

function openSocket(secret: string, onConnection: OnConnection, resolve: (api: Api) => void): void {
	const listeners = new Set<(event: HostEvent) => void>();
	const waiting = new Map<number, (result: Result<unknown>) => void>();
	/** Events that came before anyone listened. */
	let unheard: HostEvent[] = [];
	let calls = 0;
	let attempts = 0;
	let connection: { readonly socket: WebSocket; readonly parcels: Parcels } | null = null;

	const api: Api = {
		call(method, input) {
			if (connection === null) return Promise.resolve(connectionLost());
			calls += 1;
			const call = calls;
			const message = packMessage({ call, method, input }, utf8);
			if (message.length <= MOST_SOCKET_BYTES) connection.socket.send(message);
			else {
				connection.parcels.bring(message).catch((error: unknown) => {
					console.warn('A large call could not be brought to the app.', error);
					settle(call, connectionLost());
				});
			}
			return new Promise((answer) => waiting.set(call, answer as (result: Result<unknown>) => void));
		},
		subscribe(listener) {
			listeners.add(listener);
			const early = unheard;
			unheard = [];
			for (const event of early) listener(event);
			return () => listeners.delete(listener);
		},
	};

	function settle(call: number, result: Result<unknown>): void {
		waiting.get(call)?.(result);
		waiting.delete(call);
	}

	function take(message: unknown): void {
		if (!isObject(message)) return;
		if (typeof message.reply === 'number') {
			settle(message.reply, message.result as Result<unknown>);
			return;
		}
		const event = message.event as HostEvent;
		if (listeners.size === 0) unheard.push(event);
		for (const listener of listeners) listener(event);
	}

	/** @param ready the app's first message: it says where the parcels of this socket are */
	function serve(socket: WebSocket, ready: unknown): void {
		const { parcels: path } = JSON.parse(String(ready)) as { readonly parcels: string };
		const parcels = createParcels(path, secret);
		const receive = createInOrder<unknown>(
			(message) => {
				// Of a connection that was lost nothing counts any more: the next one tells everything anew.
				if (connection?.socket === socket) take(message);
			},
			(error) => {
				console.warn('A large message of the app could not be fetched.', error);
				socket.close();
			},
		);
		socket.addEventListener('message', ({ data }) => {
			const message = unpack(data);
			const isParcel = isObject(message) && typeof message.parcel === 'number';
			receive(isParcel ? parcels.fetch(Number(message.parcel)).then(unpack) : message);
		});
		connection = { socket, parcels };
		attempts = 0;
		onConnection('open');
		resolve(api);
	}

	function connect(): void {
		const opening = new WebSocket(new URL('/socket', location.href.replace(/^http/, 'ws')));
		opening.binaryType = 'arraybuffer';
		opening.addEventListener('open', () => opening.send(JSON.stringify({ secret })));
		opening.addEventListener('message', ({ data }) => serve(opening, data), { once: true });
		opening.addEventListener('close', ({ code }) => {
			connection = null;
			for (const answer of waiting.values()) answer(connectionLost());
			waiting.clear();
			if (code === CLOSE_REFUSED) {
				sessionStorage.removeItem(SESSION_KEY);
				onConnection('refused');
				return;
			}
			onConnection('lost');
			attempts += 1;
			setTimeout(connect, delayBefore(attempts));
		});
	}

	connect();
}

function unpack(message: ArrayBuffer): unknown {
	return unpackMessage(new Uint8Array(message), utf8);
}

function connectionLost(): {
	readonly ok: false;
	readonly problem: { readonly code: string; readonly message: string };
} {
	return { ok: false, problem: { code: 'connection-lost', message: 'The connection to the app was lost.' } };
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
