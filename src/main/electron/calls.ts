import { type BrowserWindow, ipcMain } from 'electron';
import type { Result } from '../../core/api.ts';
import { CALL } from '../../core/electron-bridge.ts';
import type { App } from '../app.ts';
import { isFromOurPage } from './sender.ts';

/** What serving calls needs. */
export interface CallServices {
	readonly app: Pick<App, 'callUnchecked'>;
	/** The window whose page may call; null while there is none. */
	window(): BrowserWindow | null;
	/** A bug in a method: the page is told only that there was one. */
	broke(error: unknown): void;
}

/**
 * Answers calls of our page by the contract, which validates their input. A message from anywhere else, or of another
 * shape, is refused: the promise at the other end is rejected, without a word on why.
 */
export function serveCalls({ app, window, broke }: CallServices): void {
	ipcMain.handle(CALL, async (event, ...message: unknown[]): Promise<Result<unknown>> => {
		const [method, input] = message;
		if (!isFromOurPage(event, window()) || typeof method !== 'string' || message.length !== 2) {
			throw new Error('refused');
		}
		try {
			return await app.callUnchecked(method, input);
		} catch (error) {
			broke(error);
			return {
				ok: false,
				problem: { code: 'internal', message: 'Something broke inside the app. Its log says what.' },
			};
		}
	});
}
