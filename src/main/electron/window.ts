import { app, BrowserWindow, nativeTheme } from 'electron';
import { PAGE } from './origin.ts';
import { PAGE_PREFERENCES } from './page-preferences.ts';

/** The page's own background, so that nothing flashes before it is drawn. */
const BACKGROUND = { dark: '#0d1117', light: '#f5f6f8' } as const;

/**
 * The window, shown once its page is drawn. Electron itself keeps its place and size.
 *
 * @param preload the one script that stands between the page and the app
 */
export function openWindow(preload: string): BrowserWindow {
	const window = new BrowserWindow({
		name: 'main',
		windowStatePersistence: true,
		title: 'Fluidity Bench',
		width: 1360,
		height: 860,
		minWidth: 720,
		minHeight: 520,
		show: false,
		backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
		webPreferences: {
			preload,
			...PAGE_PREFERENCES,
			devTools: !app.isPackaged,
		},
	});
	window.once('ready-to-show', () => window.show());
	void window.loadURL(PAGE);
	return window;
}
