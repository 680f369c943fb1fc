import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostEvent } from '../../../src/core/api.ts';
import type { Language } from '../../../src/core/language.ts';
import { SHORTCUTS } from '../../../src/core/shortcuts.ts';
import { createAppearance } from '../../../src/main/electron/appearance.ts';
import { parseArguments } from '../../../src/main/electron/arguments.ts';
import { showCrashes } from '../../../src/main/electron/crashes.ts';
import { menuTemplate, setMenu } from '../../../src/main/electron/menu.ts';
import { MENU_WORDS } from '../../../src/main/electron/menu-words.ts';
import { startUtilityChild } from '../../../src/main/electron/utility-child.ts';
import { createWhileRacing } from '../../../src/main/electron/while-racing.ts';
import * as electron from '../../support/fake-electron.ts';

vi.mock('electron', () => import('../../support/fake-electron.ts'));

const stateWith = (theme: string, language: string): HostEvent =>
	({ type: 'state', state: { preferences: { theme, language } } }) as never;

describe('while a race runs', () => {
	const contents = new electron.FakeContents();
	const running = { type: 'run', snapshot: { result: null } } as never;
	const ended: HostEvent = { type: 'ended', runId: 'r', result: { scorecard: {}, counts: [] } } as never;

	// Would catch a machine that stays awake after the last race, or one that sleeps in the middle of it.
	test('the machine stays awake and a hidden window is not slowed down; afterwards both are as before', () => {
		const racing = createWhileRacing(() => ({ webContents: contents }) as never);
		racing.take(stateWith('dark', 'en'));
		expect(electron.powerSaveBlocker.start).not.toHaveBeenCalled();
		racing.take(running);
		racing.take(running);
		expect(electron.powerSaveBlocker.start).toHaveBeenCalledExactlyOnceWith('prevent-app-suspension');
		expect(contents.setBackgroundThrottling.mock.calls).toEqual([[false]]);
		racing.take(ended);
		racing.take(ended);
		expect(electron.powerSaveBlocker.stop).toHaveBeenCalledExactlyOnceWith(5);
		expect(contents.setBackgroundThrottling.mock.calls).toEqual([[false], [true]]);
	});

	test('a recording that is opened keeps nothing awake, and a window that is gone breaks nothing', () => {
		const racing = createWhileRacing(() => null);
		racing.take({ type: 'run', snapshot: { result: {} } } as never);
		expect(electron.powerSaveBlocker.start).not.toHaveBeenCalled();
		racing.take(running);
		racing.take(ended);
		expect(electron.powerSaveBlocker.stop).toHaveBeenCalledOnce();
	});
});

describe('the menu', () => {
	function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
		return template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
	}

	test('has every shortcut that is one thing to do, with the key the page handles', () => {
		const chosen: unknown[] = [];
		const items = itemsOf(menuTemplate(MENU_WORDS.en, 'linux', true, (command) => chosen.push(command)));
		const ours = SHORTCUTS.flatMap(({ menu, says }) => (menu === null ? [] : [{ menu, says }]));
		for (const { menu, says } of ours) {
			const item = items.find(({ label, click }) => label === MENU_WORDS.en[says] && click !== undefined);
			expect(item).toMatchObject({ accelerator: menu.accelerator, registerAccelerator: false });
			item?.click?.({} as never, undefined, {} as never);
		}
		expect(chosen).toEqual(ours.map(({ menu }) => menu.command));
	});

	// Would catch a key that does a thing twice: macOS handles every key that its menu shows.
	test('shows no keys on macOS, and has its own first and window menus there', () => {
		const template = menuTemplate(MENU_WORDS.en, 'darwin', true, () => {});
		expect(itemsOf(template).filter(({ accelerator }) => accelerator !== undefined)).toEqual([]);
		expect(template.map(({ role }) => role)).toEqual(expect.arrayContaining(['appMenu', 'windowMenu']));
	});

	test('opens the developer tools only where the app is not installed', () => {
		const roles = (isPackaged: boolean) =>
			itemsOf(menuTemplate(MENU_WORDS.en, 'linux', isPackaged, () => {})).map(({ role }) => role);
		expect(roles(true)).not.toContain('toggleDevTools');
		expect(roles(false)).toContain('toggleDevTools');
	});

	test('is set in the language that holds', () => {
		setMenu('zh-CN', () => {});
		expect(JSON.stringify(electron.Menu.setApplicationMenu.mock.calls)).toContain('开始竞速');
	});
});

describe('theme and language', () => {
	test("are the person's choice, and the system's where that is the choice", () => {
		const spoken: string[] = [];
		const appearance = createAppearance((language) => spoken.push(language));
		electron.app.getLocale.mockReturnValue('zh-TW');
		appearance.take(stateWith('system', 'system'));
		expect([electron.nativeTheme.themeSource, spoken]).toEqual(['system', ['zh-CN']]);
		appearance.take(stateWith('light', 'en'));
		appearance.take(stateWith('light', 'en'));
		expect([electron.nativeTheme.themeSource, spoken]).toEqual(['light', ['zh-CN', 'en']]);
	});
});

describe('a crash', () => {
	const before = { bug: process.listeners('uncaughtException'), promise: process.listeners('unhandledRejection') };
	const lines: string[] = [];
	let language: Language = 'en';
	beforeEach(() => {
		lines.length = 0;
		electron.app.removeAllListeners();
		language = 'en';
		showCrashes({
			redact: (text) => text.replaceAll('sk-secret', '•••'),
			say: (line) => lines.push(line),
			language: () => language,
		});
	});
	afterEach(() => {
		for (const listener of process.listeners('uncaughtException')) {
			if (!before.bug.includes(listener)) process.off('uncaughtException', listener);
		}
		for (const listener of process.listeners('unhandledRejection')) {
			if (!before.promise.includes(listener)) process.off('unhandledRejection', listener);
		}
	});

	// Would catch a key in a box that people photograph and post.
	test.each(['uncaughtException', 'unhandledRejection'] as const)('of this process is shown masked (%s)', (name) => {
		const added = process.listeners(name as 'uncaughtException').at(-1);
		added?.(new Error('header Bearer sk-secret refused'), name as 'uncaughtException');
		const [, text] = electron.dialog.showErrorBox.mock.calls[0] ?? [];
		expect(text).toContain('header Bearer ••• refused');
		expect(text).not.toContain('sk-secret');
	});

	test('is told of in the language that the app speaks when it happens', () => {
		language = 'zh-CN';
		process.listeners('uncaughtException').at(-1)?.(new Error('boom'), 'uncaughtException');
		const [title, text] = electron.dialog.showErrorBox.mock.calls[0] ?? [];
		expect(title).toBe('Fluidity Bench 必须退出');
		expect(text).toMatch(/^应用出现错误：\nError: boom/);
	});

	test('of the page loads it again, twice at the most, and then ends the app with a sentence', () => {
		const contents = new electron.FakeContents();
		const crash = () => electron.app.emit('render-process-gone', {}, contents, { reason: 'crashed', exitCode: 11 });
		crash();
		crash();
		expect([contents.reload.mock.calls.length, electron.app.quit.mock.calls.length]).toEqual([2, 0]);
		crash();
		expect([contents.reload.mock.calls.length, electron.app.quit.mock.calls.length]).toEqual([2, 1]);
		expect(electron.dialog.showErrorBox).toHaveBeenCalledOnce();
		expect(lines).toHaveLength(3);
	});

	test('is told from an ordinary end', () => {
		const contents = new electron.FakeContents();
		electron.app.emit('render-process-gone', {}, contents, { reason: 'clean-exit', exitCode: 0 });
		electron.app.emit('child-process-gone', {}, { type: 'Utility', reason: 'killed', exitCode: 15 });
		expect([contents.reload.mock.calls.length, lines.length]).toEqual([0, 0]);
		electron.app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 5 });
		expect(lines).toHaveLength(1);
	});
});

describe("a process of Electron's own kind", () => {
	const options = { args: ['--seed=1'], environment: { HOME: '/home/x' }, quiet: false };

	function start(quiet = false) {
		const child = startUtilityChild(new URL('file:///app/simulator/process.js'), { ...options, quiet });
		const made = electron.told.children.at(-1);
		if (made === undefined) throw new Error('no process was made');
		return { child, args: made.args, other: made.child };
	}

	// Would catch keys of this process's environment in one that has no use for them.
	test('gets its arguments and only the variables it is given', () => {
		expect(start().args).toEqual([
			'/app/simulator/process.js',
			['--seed=1'],
			expect.objectContaining({ env: { HOME: '/home/x' }, execArgv: [], stdio: ['ignore', 'ignore', 'pipe'] }),
		]);
		expect(start(true).args[2]).toMatchObject({ stdio: ['ignore', 'ignore', 'ignore'] });
	});

	test('speaks in messages, and its end answers what still waits', async () => {
		const { child, other } = start();
		const first = child.nextMessage();
		other.emit('message', { port: 4000 });
		expect(await first).toEqual({ port: 4000 });
		child.send({ type: 'list' });
		expect(other.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'list' });
		other.stderr.emit('data', 'why it failed');
		const second = child.nextMessage();
		child.kill();
		expect([await second, await child.gone, child.errorText()]).toEqual([undefined, 15, 'why it failed']);
	});
});

test('a seed is read past what Chromium understands, and a wrong one is refused', () => {
	expect(parseArguments(['--no-sandbox', '--seed', '7', '--remote-debugging-port=0'])).toEqual({ seed: 7 });
	expect(parseArguments([])).toEqual({ seed: 1 });
	for (const wrong of ['-1', '1.5', 'x', '9007199254740993']) {
		expect(() => parseArguments([`--seed=${wrong}`])).toThrow(/--seed must be a whole number/);
	}
});
