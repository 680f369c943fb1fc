import type { WebPreferences } from 'electron';

/** Of every page: it runs in Chromium's sandbox, apart from whatever stands before it, and without Node. */
export const PAGE_PREFERENCES = {
	sandbox: true,
	contextIsolation: true,
	nodeIntegration: false,
	nodeIntegrationInWorker: false,
	nodeIntegrationInSubFrames: false,
	webviewTag: false,
	webSecurity: true,
	allowRunningInsecureContent: false,
	experimentalFeatures: false,
	plugins: false,
	// A recording dropped beside its place must not replace the page.
	navigateOnDragDrop: false,
	spellcheck: false,
} as const satisfies WebPreferences;
