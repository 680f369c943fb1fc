import type { HostEvent } from '../../src/core/api.ts';
import { unpackMessage } from '../../src/core/wire.ts';

// The page that the renderer is held against: it receives and decodes the same messages, and shows nothing.

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const utf8 = {
	encode: (text: string) => encoder.encode(text),
	decode: (bytes: Uint8Array) => decoder.decode(bytes),
};

const socket = new WebSocket(new URL('/socket', location.href.replace(/^http/, 'ws')));
socket.binaryType = 'arraybuffer';
socket.addEventListener('open', () => {
	socket.send(JSON.stringify({ secret: sessionStorage.getItem('fluidity-session') }));
});
socket.addEventListener('message', ({ data }) => {
	if (!(data instanceof ArrayBuffer)) {
		document.documentElement.dataset.idle = 'true';
		return;
	}
	const { event } = unpackMessage(new Uint8Array(data), utf8) as { readonly event?: HostEvent };
	if (event?.type === 'run') document.documentElement.dataset.idle = String(event.snapshot.result !== null);
	if (event?.type === 'ended') document.documentElement.dataset.idle = 'true';
});
