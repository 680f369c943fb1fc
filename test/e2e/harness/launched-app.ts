import type { BrowserContext, Page } from 'playwright-core';
import type { Shell } from '../../support/browser-shell.ts';

/** What a launch may choose. */
export interface LaunchOptions {
	/** Of the embedded providers: the same seed gives the same streams. */
	readonly seed: number;
	/** How large the window is, in CSS pixels. */
	readonly viewport: { readonly width: number; readonly height: number };
}

/** A started app with its page loaded, in whatever shell. */
export interface LaunchedApp {
	readonly page: Page;
	/** Where its settings and recordings are; removed at the end. */
	readonly home: string;
	/** What only the browser shell has; null in a shell with one window and no address. */
	readonly browser: BrowserSurroundings | null;
	/** From now on, notes whatever goes between the app and a page that is loaded from now on. */
	listen(): Promise<Traffic>;
	close(): Promise<void>;
}

/** What went between a page and its app, message by message, as text. */
export interface Traffic {
	/** From the page, so far. */
	sent(): Promise<readonly string[]>;
	/** To the page, so far. */
	received(): Promise<readonly string[]>;
}

/** Tabs and the host's process. */
export interface BrowserSurroundings {
	readonly context: BrowserContext;
	/** The host as it runs now. */
	host(): Shell;
	stopHost(): Promise<void>;
	/** Starts a host on the port that the last one had. */
	startHost(): Promise<void>;
}

export type LaunchApp = (options: LaunchOptions) => Promise<LaunchedApp>;

export const USUAL_OPTIONS: LaunchOptions = { seed: 7, viewport: { width: 1440, height: 900 } };
