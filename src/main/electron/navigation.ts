import { app, type Event, type WebContents } from 'electron';
import { PAGE } from './origin.ts';

/** Guards every page that Electron makes, before it has loaded anything. To be called before the first window. */
export function guardNavigation(): void {
	app.on('web-contents-created', (_event, contents) => guardPage(contents));
}

/** The page stays what it is: it goes nowhere, opens no window, holds no other page and speaks to no other machine. */
function guardPage(contents: WebContents): void {
	// Links, scripts and frames; loading it in the first place is not a navigation of the page's own.
	contents.on('will-frame-navigate', stayOnPage);
	contents.on('will-redirect', stayOnPage);
	contents.on('will-attach-webview', (event) => event.preventDefault());
	// Nor is a browser opened: the system would start whatever program is registered for an address.
	contents.setWindowOpenHandler(() => ({ action: 'deny' }));
	// No policy of a page forbids WebRTC, and no filter of requests sees it: by a proxy alone, and that leads nowhere.
	contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

function stayOnPage(event: Event<{ readonly url: string; readonly isMainFrame: boolean }>): void {
	// A reload is the only way that leads nowhere else.
	if (!event.isMainFrame || event.url !== PAGE) event.preventDefault();
}
