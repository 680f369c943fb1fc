import { type BrowserWindow, ipcMain, MessageChannelMain, type MessagePortMain } from 'electron';
import { NEWS, type News } from '../../core/electron-bridge.ts';
import type { Command } from '../../core/shortcuts.ts';
import type { App } from '../app.ts';
import { isFromOurPage } from './sender.ts';

/** The page's port. */
export interface NewsPort {
	/** A command from the menu; nothing happens while no page listens. */
	command(command: Command): void;
	/** Closes the port. */
	close(): void;
}

/** What the port needs. */
export interface NewsServices {
	readonly app: Pick<App, 'subscribe'>;
	/** The window whose page may ask for the port; null while there is none. */
	window(): BrowserWindow | null;
}

/**
 * Gives our page a port with everything the app tells, whenever it asks: a page that was loaded again gets a new one, and
 * the old one is closed. Messages are cloned, never transferred: Electron's ports would lose the arrays in them. A page
 * that stands still holds up nobody; what it has not read waits for it. A message from the page is answered in its turn,
 * so that the page knows what has come.
 */
export function serveNews({ app, window }: NewsServices): NewsPort {
	let port: MessagePortMain | null = null;
	let unsubscribe = (): void => {};

	function close(): void {
		unsubscribe();
		unsubscribe = () => {};
		const open = port;
		port = null;
		open?.close();
	}

	function post(to: MessagePortMain, news: News): void {
		to.postMessage(news);
	}

	ipcMain.on(NEWS, (event) => {
		const { senderFrame } = event;
		if (senderFrame === null || !isFromOurPage(event, window())) return;
		close();
		const { port1, port2 } = new MessageChannelMain();
		port = port1;
		port1.on('close', () => {
			if (port === port1) close();
		});
		port1.on('message', () => post(port1, { type: 'told' }));
		port1.start();
		senderFrame.postMessage(NEWS, null, [port2]);
		unsubscribe = app.subscribe((told) => post(port1, { type: 'event', event: told }));
	});

	return {
		command(command) {
			if (port !== null) post(port, { type: 'command', command });
		},
		close,
	};
}
