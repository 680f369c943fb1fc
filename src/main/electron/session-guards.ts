import type { ProxyConfig, Session } from 'electron';
import { ORIGIN } from './origin.ts';

/** Everything that could leave this machine or read its files. */
const NETWORK = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'];

/** For what is no request, such as a connection made beforehand or by WebRTC: a port where nobody listens. */
const NOWHERE: ProxyConfig = {
	mode: 'fixed_servers',
	proxyRules: '127.0.0.1:9',
	// Otherwise this machine's own servers would be reached past it.
	proxyBypassRules: '<-loopback>',
};

/**
 * Closes what a page could reach besides the app: the network, whatever its policy says; files that it did not make
 * itself; and the spelling checker, which would fetch dictionaries and hand them what is typed.
 */
export function guardSession(session: Session): void {
	session.webRequest.onBeforeRequest({ urls: NETWORK }, (_request, answer) => answer({ cancel: true }));
	void session.setProxy(NOWHERE);
	session.on('will-download', (event, item) => {
		// What the page saves is a recording that it holds: Electron asks where to.
		if (!item.getURL().startsWith(`blob:${ORIGIN}/`)) event.preventDefault();
	});
	session.setSpellCheckerEnabled(false);
}
