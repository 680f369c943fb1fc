import type { Api, HostEvent } from '../../core/api.ts';
import { type BridgeCalls, type ElectronBridge, NEWS, type News } from '../../core/electron-bridge.ts';
import type { Command } from '../../core/shortcuts.ts';
import type { OnConnection } from './browser-host.ts';

declare global {
	interface Window {
		/** There only in Electron. */
		readonly fluidity?: ElectronBridge;
	}
}

/**
 * The app behind Electron's preload script: calls as its functions, news over a port. Resolves once the port is there;
 * what comes over it waits until somebody subscribes. A call is answered after the news that it made: the answer itself
 * takes another way and may be here first.
 *
 * @param onCommand told of what is chosen from the menu
 */
export async function connectElectronHost(
	bridge: ElectronBridge,
	onConnection: OnConnection,
	onCommand: (command: Command) => void,
): Promise<Api> {
	const arrival = newsPort();
	bridge.openNews();
	const port = await arrival;
	const calls: BridgeCalls = bridge;
	const listeners = new Set<(event: HostEvent) => void>();
	/** Calls whose answer is here, in the order in which they asked whether the news is. */
	const waiting: (() => void)[] = [];
	port.addEventListener('message', ({ data }: MessageEvent<News>) => {
		switch (data.type) {
			case 'command':
				onCommand(data.command);
				return;
			case 'told':
				waiting.shift()?.();
				return;
			case 'event':
				for (const listener of listeners) listener(data.event);
		}
	});
	onConnection('open');
	return {
		async call(method, input) {
			const result = await calls[method](input);
			await new Promise<void>((heard) => {
				waiting.push(heard);
				port.postMessage(null);
			});
			return result;
		},
		subscribe(listener) {
			listeners.add(listener);
			// Until now the port has kept everything.
			port.start();
			return () => listeners.delete(listener);
		},
	};
}

/** Only the page's own window, where the preload script stands, can send this: it holds no other frame. */
function newsPort(): Promise<MessagePort> {
	return new Promise((resolve) => {
		addEventListener('message', function take({ source, data, ports: [port] }: MessageEvent) {
			if (source !== window || data !== NEWS || port === undefined) return;
			removeEventListener('message', take);
			resolve(port);
		});
	});
}
