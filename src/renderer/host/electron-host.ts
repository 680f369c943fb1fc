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
 * what comes over it waits until somebody subscribes.
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
	port.addEventListener('message', ({ data }: MessageEvent<News>) => {
		if (data.type === 'command') onCommand(data.command);
		else for (const listener of listeners) listener(data.event);
	});
	onConnection('open');
	return {
		call: (method, input) => calls[method](input),
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
