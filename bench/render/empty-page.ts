import type { HostEvent } from '../../src/core/api.ts';
import { unpackMessage } from '../../src/core/wire.ts';
import { createInOrder } from '../../src/renderer/host/in-order.ts';
import { createParcels, type Parcels } from '../../src/renderer/host/parcels.ts';

// The page that the renderer is held against: it receives and decodes the same messages, and shows nothing.

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const utf8 = {
	encode: (text: string) => encoder.encode(text),
	decode: (bytes: Uint8Array) => decoder.decode(bytes),
};

const secret = sessionStorage.getItem('fluidity-session') ?? '';
/** Null until the socket is ready. */
let parcels: Parcels | null = null;
const receive = createInOrder<FromHost>(
	({ event }) => {
		if (event?.type === 'run') document.documentElement.dataset.idle = String(event.snapshot.result !== null);
		if (event?.type === 'ended') document.documentElement.dataset.idle = 'true';
	},
	(error) => {
		throw error;
	},
);

const socket = new WebSocket(new URL('/socket', location.href.replace(/^http/, 'ws')));
socket.binaryType = 'arraybuffer';
socket.addEventListener('open', () => {
	socket.send(JSON.stringify({ secret }));
});
socket.addEventListener('message', ({ data }) => {
	if (parcels === null) {
		parcels = createParcels(JSON.parse(data).parcels, secret);
		document.documentElement.dataset.idle = 'true';
		return;
	}
	const message = unpack(data);
	receive(message.parcel === undefined ? message : parcels.fetch(message.parcel).then(unpack));
});

interface FromHost {
	readonly event?: HostEvent;
	readonly parcel?: number;
}

function unpack(message: ArrayBuffer): FromHost {
	return unpackMessage(new Uint8Array(message), utf8) as FromHost;
}
