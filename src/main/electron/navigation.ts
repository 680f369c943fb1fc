import { app, type Event, type WebContents } from 'electron';
import { PAGE } from './origin.ts';

/** Guards every page that Electron makes, before it has loaded anything. To be called before the first window. */
export function guardNavigation(): void {
	app.on('web-contents-created', (_event, contents) => guardPage(contents));
}

/** The page stays what it is: it goes nowhere, opens no window and holds no other page. */
function guardPage(contents: WebContents): void {
	// Links, scripts and frames; loading it in the first place is not a navigation of the page's own.
	contents.on('will-frame-navigate', stayOnPage);
	contents.on('will-redirect', stayOnPage);
	contents.on('will-attach-webview', (event) => event.preventDefault());
	// Nor is a browser opened: the system would start whatever program is registered for an address.
	contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function stayOnPage(event: Event<{ readonly url: string; readonly isMainFrame: boolean }>): void {
	// A reload is the only way that leads nowhere else.
	if (!event.isMainFrame || event.url !== PAGE) event.preventDefault();
}
