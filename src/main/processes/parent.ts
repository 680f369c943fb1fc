/** The process that started this one with {@link import('./child.ts').StartChild}. */
export interface Parent {
	send(message: unknown): void;
	onMessage(listener: (message: unknown) => void): void;
}

/** What Electron gives its own processes in place of Node's channel. */
interface ParentPort {
	postMessage(message: unknown): void;
	on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Null where this process was started from a terminal. Otherwise this process ends at once when its parent is gone,
 * however that ended, and whatever a native call is waiting for.
 */
export function parentOfThisProcess(): Parent | null {
	const port = parentPort();
	if (port !== null) {
		// Electron ends its processes with itself.
		return {
			send: (message) => port.postMessage(message),
			onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
		};
	}
	if (process.send === undefined) return null;
	// An ordinary exit would wait for a native call.
	process.on('disconnect', endNow);
	// The channel may have closed while this file was being loaded.
	if (!process.connected) endNow();
	return {
		send: (message) => process.send?.(message),
		onMessage: (listener) => process.on('message', listener),
	};
}

function endNow(): void {
	process.kill(process.pid, 'SIGKILL');
}

function parentPort(): ParentPort | null {
	if (!('parentPort' in process)) return null;
	const { parentPort: port } = process;
	return isParentPort(port) ? port : null;
}

function isParentPort(port: unknown): port is ParentPort {
	return typeof port === 'object' && port !== null && 'postMessage' in port;
}
