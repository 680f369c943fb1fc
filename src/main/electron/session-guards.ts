import type { Session } from 'electron';
import { ORIGIN } from './origin.ts';

/** Everything that could leave this machine or read its files. */
const NETWORK = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'];

/**
 * Closes what a page could reach besides the app: the network, whatever its policy says; files that it did not make
 * itself; and the spelling checker, which would fetch dictionaries and hand them what is typed.
 */
export function guardSession(session: Session): void {
	session.webRequest.onBeforeRequest({ urls: NETWORK }, (_request, answer) => answer({ cancel: true }));
	session.on('will-download', (event, item) => {
		// What the page saves is a recording that it holds: Electron asks where to.
		if (!item.getURL().startsWith(`blob:${ORIGIN}/`)) event.preventDefault();
	});
	session.setSpellCheckerEnabled(false);
}
