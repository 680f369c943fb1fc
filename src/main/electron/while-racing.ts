import { type BrowserWindow, powerSaveBlocker } from 'electron';
import type { HostEvent } from '../../core/api.ts';

/** Follows the app's news and keeps the machine and the window awake while a race runs. */
export interface WhileRacing {
	take(event: HostEvent): void;
}

/**
 * While a race runs, the system may not suspend the app, and a window that is hidden or covered is not slowed down:
 * measuring does not depend on it, but what is shown would come in jumps. Afterwards both are as before.
 *
 * @param window null while there is none
 */
export function createWhileRacing(window: () => BrowserWindow | null): WhileRacing {
	let blocker: number | null = null;

	function setRacing(racing: boolean): void {
		if (racing === (blocker !== null)) return;
		window()?.webContents.setBackgroundThrottling(!racing);
		if (racing) {
			blocker = powerSaveBlocker.start('prevent-app-suspension');
		} else if (blocker !== null) {
			powerSaveBlocker.stop(blocker);
			blocker = null;
		}
	}

	return {
		take(event) {
			if (event.type === 'run') setRacing(event.snapshot.result === null);
			if (event.type === 'ended') setRacing(false);
		},
	};
}
