import type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { ORIGIN } from './origin.ts';

/**
 * Whether a message comes from the page itself: from our window, from its top frame and not one inside of it, and from
 * our origin still. A frame that has gone meanwhile is none.
 */
export function isFromOurPage(event: IpcMainInvokeEvent | IpcMainEvent, window: BrowserWindow | null): boolean {
	const { sender, senderFrame } = event;
	if (window === null || window.isDestroyed() || sender !== window.webContents) return false;
	if (senderFrame === null || senderFrame.detached || senderFrame.parent !== null) return false;
	const { mainFrame } = window.webContents;
	const isTop = senderFrame.frameToken === mainFrame.frameToken && senderFrame.processId === mainFrame.processId;
	return isTop && senderFrame.origin === ORIGIN;
}
