import type { ApiInput, ApiMethod, ApiOutputs, HostEvent, Result } from './api.ts';
import type { Command } from './shortcuts.ts';

/*
 * What stands between the page and the app in Electron: the preload script's side of it, which holds no value but these
 * names, so that the script stays one small file.
 */

/** `invoke(method, input)`: a call of the contract, answered by its Result. */
export const CALL = 'fluidity:call';

/** `send()` asks for the port on which news comes; the port comes with a message of this name, and so on to the page. */
export const NEWS = 'fluidity:news';

/** What comes over the port. */
export type News =
	| { readonly type: 'event'; readonly event: HostEvent }
	/** Chosen from the menu. */
	| { readonly type: 'command'; readonly command: Command }
	/** Answers each message of the page, whatever it holds: everything that was told before it has come. */
	| { readonly type: 'told' };

/** One function for each method of the contract, and no way to name another. */
export type BridgeCalls = {
	readonly [Method in ApiMethod]: (input: ApiInput<Method>) => Promise<Result<ApiOutputs[Method]>>;
};

/** `window.fluidity`: all that the page gets from Electron. */
export interface ElectronBridge extends BridgeCalls {
	/** Asks for a port of news. It comes as a message named {@link NEWS}; an earlier one is closed. */
	openNews(): void;
}
