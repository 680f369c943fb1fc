import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { type Mock, vi } from 'vitest';

/*
 * Stands for Electron's module in the main process: what it was told is kept, and what it would tell, a test tells. Put in
 * its place by `vi.mock('electron', () => import('…/fake-electron.ts'))`.
 */

/** A frame of a page, as a message's sender. */
export interface FakeFrame {
	readonly frameToken: string;
	readonly processId: number;
	readonly parent: FakeFrame | null;
	readonly detached: boolean;
	readonly origin: string;
	readonly postMessage: Mock;
}

/** The page's top frame unless told otherwise. */
export function fakeFrame(different: Partial<FakeFrame> = {}): FakeFrame {
	return {
		frameToken: 'top',
		processId: 7,
		parent: null,
		detached: false,
		origin: 'app://fluidity',
		postMessage: vi.fn(),
		...different,
	};
}

/** A page, with the guards that were set on it. */
export class FakeContents extends EventEmitter {
	mainFrame = fakeFrame();
	session: FakeSession = session.defaultSession;
	openHandler: ((details: { url: string }) => unknown) | null = null;
	setBackgroundThrottling: Mock = vi.fn();
	setWebRTCIPHandlingPolicy: Mock = vi.fn();
	reload: Mock = vi.fn();
	printToPDF: Mock = vi.fn(async () => Buffer.from('%PDF'));
	setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
		this.openHandler = handler;
	}
}

/** A session, with the handlers that were set on it. */
export class FakeSession extends EventEmitter {
	protocol: { handle: Mock } = { handle: vi.fn() };
	setPermissionRequestHandler: Mock = vi.fn();
	setPermissionCheckHandler: Mock = vi.fn();
	setDevicePermissionHandler: Mock = vi.fn();
	setDisplayMediaRequestHandler: Mock = vi.fn();
	setSpellCheckerEnabled: Mock = vi.fn();
	setProxy: Mock = vi.fn(async () => {});
	webRequest: { onBeforeRequest: Mock } = { onBeforeRequest: vi.fn() };
}

/** One end of a channel. */
export class FakePort extends EventEmitter {
	posted: unknown[] = [];
	transfers: unknown[] = [];
	started = false;
	closed = false;
	postMessage(message: unknown, ...transfer: unknown[]): void {
		this.posted.push(structuredClone(message));
		this.transfers.push(...transfer);
	}
	start(): void {
		this.started = true;
	}
	close(): void {
		this.closed = true;
		this.emit('close');
	}
}

/** A process of Electron's kind. */
export class FakeUtilityProcess extends EventEmitter {
	stderr: EventEmitter & { setEncoding(): EventEmitter } = Object.assign(new EventEmitter(), {
		setEncoding: (): EventEmitter => this.stderr,
	});
	postMessage: Mock = vi.fn();
	kill: Mock = vi.fn(() => this.emit('exit', 15));
}

/** An event that can be refused. */
export function fakeEvent<Details extends object>(details: Details): Details & { preventDefault: Mock } {
	return { ...details, preventDefault: vi.fn() };
}

/** A window as it was asked for. */
export class BrowserWindow extends EventEmitter {
	webContents: FakeContents = new FakeContents();
	loadURL: Mock = vi.fn(async () => {});
	show: Mock = vi.fn();
	focus: Mock = vi.fn();
	destroy: Mock = vi.fn();
	restore: Mock = vi.fn();
	readonly options: { readonly [name: string]: unknown };
	constructor(options: { readonly [name: string]: unknown }) {
		super();
		this.options = options;
		const { session: own } = options.webPreferences as { readonly session?: FakeSession };
		if (own !== undefined) this.webContents.session = own;
		told.windows.push(this);
		app.emit('web-contents-created', {}, this.webContents);
	}
	isMinimized(): boolean {
		return true;
	}
	isDestroyed(): boolean {
		return false;
	}
}

export class MessageChannelMain {
	port1: FakePort = new FakePort();
	port2: FakePort = new FakePort();
	constructor() {
		told.channels.push(this);
	}
}

/** What the module was told, and what it made. */
export const told: {
	readonly handlers: Map<string, (...given: unknown[]) => unknown>;
	readonly windows: BrowserWindow[];
	readonly channels: MessageChannelMain[];
	readonly children: { readonly args: unknown[]; readonly child: FakeUtilityProcess }[];
} = { handlers: new Map(), windows: [], channels: [], children: [] };

type Calls<Name extends string> = { readonly [Each in Name]: Mock };

export const app: EventEmitter & { isPackaged: boolean } & Calls<
		'setPath' | 'requestSingleInstanceLock' | 'quit' | 'exit' | 'enableSandbox' | 'whenReady' | 'getLocale'
	> = Object.assign(new EventEmitter(), {
	isPackaged: true,
	// As Electron does: a folder that is not there is an error.
	setPath: vi.fn((_name: string, path: string) => {
		if (!existsSync(path)) throw new Error(`Failed to set path: ${path}`);
	}),
	requestSingleInstanceLock: vi.fn(() => true),
	quit: vi.fn(),
	exit: vi.fn(),
	enableSandbox: vi.fn(),
	whenReady: vi.fn(async () => {}),
	getLocale: vi.fn(() => 'en-GB'),
});

export const ipcMain: EventEmitter & { handle(channel: string, handler: (...given: unknown[]) => unknown): void } =
	Object.assign(new EventEmitter(), {
		handle: (channel: string, handler: (...given: unknown[]) => unknown) => void told.handlers.set(channel, handler),
	});

export const dialog: Calls<'showErrorBox'> = { showErrorBox: vi.fn() };
export const Menu: Calls<'buildFromTemplate' | 'setApplicationMenu'> = {
	buildFromTemplate: vi.fn((template: unknown) => template),
	setApplicationMenu: vi.fn(),
};
export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: true };
export const powerSaveBlocker: Calls<'start' | 'stop'> = { start: vi.fn(() => 5), stop: vi.fn() };
export const protocol: Calls<'registerSchemesAsPrivileged'> = { registerSchemesAsPrivileged: vi.fn() };
export const session: { readonly defaultSession: FakeSession; readonly fromPartition: Mock } = {
	defaultSession: new FakeSession(),
	fromPartition: vi.fn(() => new FakeSession()),
};
export const shell: Calls<'openExternal'> = { openExternal: vi.fn(async () => {}) };
export const utilityProcess = {
	fork(...args: unknown[]): FakeUtilityProcess {
		const child = new FakeUtilityProcess();
		told.children.push({ args, child });
		return child;
	},
};
