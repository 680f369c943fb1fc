import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Result } from '../../core/api.ts';
import { unpackMessage } from '../../core/wire.ts';
import type { App } from '../app.ts';
import { createOutgoing } from './outgoing.ts';
import type { Parcels } from './parcels.ts';
import { utf8 } from './utf8.ts';

/** Why this server closes a socket. Codes from 4000 on are an application's own. */
const CLOSE_CODES = {
	/** A message that is not part of the contract. */
	badMessage: 4400,
	/** No secret, a wrong one, or one that came too late. */
	noSecret: 4401,
} as const;

/** The page has so long to send the secret. */
const SECRET_WITHIN_MS = 5_000;

const helloSchema = z.strictObject({ secret: z.string() });
const callSchema = z.strictObject({ call: z.int().nonnegative(), method: z.string(), input: z.unknown() });

/** What a socket needs of its server. */
export interface SocketServices {
	readonly app: Pick<App, 'callUnchecked' | 'subscribe'>;
	readonly parcels: Parcels;
	admits(secret: string): boolean;
	/** Told when the first message was right. */
	admitted(): void;
	/** A bug in a method: the page is told only that there was one. */
	broke(error: unknown): void;
}

/**
 * Carries the contract over one socket. The first message is text, `{"secret": …}`; it is answered by
 * `{"ready":true,"parcels":path}` or the socket is closed, and nothing goes out before. From then on messages are binary,
 * as `core/wire.ts` packs them: `{call, method, input}` from the page; `{event}` and `{reply, result}` to it. Instead of
 * one of these that is too large, the page posts it to that path, and is sent the `{parcel}` that it fetches there.
 */
export function serveSocket(socket: WebSocket, { app, parcels, admits, admitted, broke }: SocketServices): void {
	const tooLate = setTimeout(() => socket.close(CLOSE_CODES.noSecret, 'no secret came'), SECRET_WITHIN_MS);
	socket.on('close', () => clearTimeout(tooLate));
	// ws closes the socket itself, with a code that tells the page why; without a listener it would end the process.
	socket.on('error', () => {});
	socket.once('message', (data: Buffer, isBinary) => {
		clearTimeout(tooLate);
		// Too late, it is closing already.
		if (socket.readyState !== socket.OPEN) return;
		if (isBinary || !admits(secretIn(data))) {
			socket.close(CLOSE_CODES.noSecret, 'not the secret of this session');
			return;
		}
		admitted();
		serveContract();
	});

	function serveContract(): void {
		const counter = parcels.open(socket, take);
		socket.send(JSON.stringify({ ready: true, parcels: counter.path }));
		const outgoing = createOutgoing(counter, utf8);
		const unsubscribe = app.subscribe((event) => outgoing.send({ event }));
		socket.on('close', () => {
			unsubscribe();
			counter.close();
		});
		socket.on('message', (data: Buffer, isBinary) => {
			if (!isBinary || !take(data)) socket.close(CLOSE_CODES.badMessage, 'not a call');
		});

		/** False where it is no call. */
		function take(message: Uint8Array): boolean {
			const call = readCall(message);
			if (call === null) return false;
			void answer(call.method, call.input).then((result) => outgoing.send({ reply: call.call, result }));
			return true;
		}
	}

	async function answer(method: string, input: unknown): Promise<Result<unknown>> {
		try {
			return await app.callUnchecked(method, input);
		} catch (error) {
			broke(error);
			return {
				ok: false,
				problem: { code: 'internal', message: 'Something broke inside the app. Its log says what.' },
			};
		}
	}
}

function secretIn(data: Buffer): string {
	try {
		return helloSchema.parse(JSON.parse(data.toString('utf8'))).secret;
	} catch {
		// Whatever else it is, it is not the secret.
		return '';
	}
}

function readCall(data: Uint8Array): z.infer<typeof callSchema> | null {
	try {
		return callSchema.parse(unpackMessage(data, utf8));
	} catch {
		// The other side is told by the code that the socket is closed with.
		return null;
	}
}
