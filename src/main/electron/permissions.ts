import type { Session } from 'electron';
import { ORIGIN } from './origin.ts';

type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
/** Every permission that this Electron knows: a newer one with another does not compile until it has its line below. */
export type Permission = Parameters<CheckHandler>[1];

/** What the page may do and what not, and why. What is not in it at run time is refused. */
export const PERMISSIONS: Readonly<Record<Permission, readonly ['granted' | 'refused', string]>> = {
	ar: ['refused', 'nothing is shown in a headset'],
	'automatic-fullscreen': ['refused', 'only a person puts the window on the whole screen, from the menu'],
	'background-fetch': ['refused', 'the page fetches nothing'],
	'background-sync': ['refused', 'the page sends nothing'],
	'captured-surface-control': ['refused', 'no screen is captured'],
	'clipboard-read': ['refused', 'a key may be on the clipboard; pasting it into a field needs no permission'],
	'clipboard-sanitized-write': ['granted', 'numbers are copied into a report, as text, by a person'],
	'deprecated-sync-clipboard-read': ['refused', 'as clipboard-read'],
	'display-capture': ['refused', 'no screen is captured'],
	fileSystem: ['refused', 'recordings are opened and saved by the dialogs of the system'],
	fullscreen: ['granted', 'a race is shown on a projector'],
	geolocation: ['refused', 'where the machine stands is nothing to the app'],
	'geolocation-approximate': ['refused', 'as geolocation'],
	'hand-tracking': ['refused', 'nothing is shown in a headset'],
	hid: ['refused', 'the page speaks to no device'],
	'idle-detection': ['refused', 'whether somebody sits there is nothing to the app'],
	keyboardLock: ['refused', "the system's own shortcuts stay the system's"],
	'local-fonts': ['refused', 'the app brings its fonts; which are installed tells machines apart'],
	'local-network': ['refused', 'the page has no network'],
	'local-network-access': ['refused', 'the page has no network'],
	'loopback-network': ['refused', 'the page has no network; the engine reaches local servers'],
	media: ['refused', 'no camera, no microphone'],
	mediaKeySystem: ['refused', 'nothing is played'],
	midi: ['refused', 'the page speaks to no device'],
	midiSysex: ['refused', 'the page speaks to no device'],
	nfc: ['refused', 'the page speaks to no device'],
	notifications: ['refused', 'the app notifies nobody'],
	openExternal: ['refused', 'links go through openExternalLink, which knows them one by one'],
	'payment-handler': ['refused', 'nothing is sold'],
	'periodic-background-sync': ['refused', 'the page sends nothing'],
	'persistent-storage': ['refused', 'the page keeps nothing'],
	pointerLock: ['refused', 'the pointer stays free'],
	'screen-wake-lock': ['refused', 'the app itself keeps the machine awake while it races'],
	sensors: ['refused', 'the page speaks to no device'],
	serial: ['refused', 'the page speaks to no device'],
	'smart-card': ['refused', 'the page speaks to no device'],
	'speaker-selection': ['refused', 'nothing is played'],
	'storage-access': ['refused', 'there is no other site whose storage could be reached'],
	'system-wake-lock': ['refused', 'the app itself keeps the machine awake while it races'],
	'top-level-storage-access': ['refused', 'there is no other site whose storage could be reached'],
	unknown: ['refused', 'what Electron has no name for'],
	usb: ['refused', 'the page speaks to no device'],
	vr: ['refused', 'nothing is shown in a headset'],
	'web-app-installation': ['refused', 'the app is installed already'],
	'web-printing': ['refused', 'a report is printed by the app, not by the page'],
	'window-management': ['refused', 'the system places the window'],
};

/** Asks of the page, and what it checks without asking, are answered by the one table. Devices are refused for good. */
export function guardPermissions(session: Session): void {
	session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
		answer(isGranted(permission, requestingUrl, isMainFrame)),
	);
	session.setPermissionCheckHandler((_contents, permission, origin, { isMainFrame }) =>
		isGranted(permission, origin, isMainFrame),
	);
	// A permission for a kind of device is not one for the device.
	session.setDevicePermissionHandler(() => false);
	// The screen is asked for in a way of its own.
	session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
}

/** Whether this frame of this origin may. Requests come with the page's address, checks with its origin. */
function isGranted(permission: Permission, address: string, isMainFrame: boolean): boolean {
	if (!isMainFrame || !(address === ORIGIN || address.startsWith(`${ORIGIN}/`))) return false;
	return Object.hasOwn(PERMISSIONS, permission) && PERMISSIONS[permission][0] === 'granted';
}
