import type { Session } from 'electron';

/**
 * Refuses everything that a page can ask for or check without asking: this one needs nothing. Pasting into a field,
 * downloading what it made and the menu's full screen are no permissions.
 */
export function guardPermissions(session: Session): void {
	session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
	session.setPermissionCheckHandler(() => false);
	// A permission for a kind of device is not one for the device.
	session.setDevicePermissionHandler(() => false);
	// The screen is asked for in a way of its own. Nothing but null refuses it: for an answer without a stream Electron
	// throws in this process, which a page could end that way.
	session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
}
