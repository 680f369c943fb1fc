import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Language } from '../../core/language.ts';
import { type Command, SHORTCUTS } from '../../core/shortcuts.ts';
import { MENU_WORDS, type MenuWords } from './menu-words.ts';

/** Sets the menu of the app, made of the table of shortcuts and of what every window has. */
export function setMenu(language: Language, command: (command: Command) => void): void {
	Menu.setApplicationMenu(
		Menu.buildFromTemplate(menuTemplate(MENU_WORDS[language], process.platform, app.isPackaged, command)),
	);
}

/** The menu as Electron takes it. */
export function menuTemplate(
	words: MenuWords,
	platform: NodeJS.Platform,
	isPackaged: boolean,
	command: (command: Command) => void,
): MenuItemConstructorOptions[] {
	const isMac = platform === 'darwin';

	function itemsOf(place: 'race' | 'help'): MenuItemConstructorOptions[] {
		return SHORTCUTS.flatMap(({ menu, says }) => {
			if (menu?.place !== place) return [];
			const click = (): void => command(menu.command);
			const label = words[says];
			// The page handles the key, as in every shell; here it is only shown. macOS cannot show without handling.
			return isMac ? [{ label, click }] : [{ label, click, accelerator: menu.accelerator, registerAccelerator: false }];
		});
	}

	return [
		...(isMac ? [{ role: 'appMenu' } as const] : []),
		{
			label: words.race,
			submenu: [...itemsOf('race'), { type: 'separator' }, { role: isMac ? 'close' : 'quit', label: words.close }],
		},
		{
			label: words.edit,
			submenu: [
				{ role: 'undo', label: words.undo },
				{ role: 'redo', label: words.redo },
				{ type: 'separator' },
				{ role: 'cut', label: words.cut },
				{ role: 'copy', label: words.copy },
				{ role: 'paste', label: words.paste },
				{ role: 'selectAll', label: words.selectAll },
			],
		},
		{
			label: words.view,
			submenu: [
				{ role: 'zoomIn', label: words.zoomIn },
				{ role: 'zoomOut', label: words.zoomOut },
				{ role: 'resetZoom', label: words.resetZoom },
				{ type: 'separator' },
				{ role: 'togglefullscreen', label: words.fullScreen },
				...(isPackaged ? [] : [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
			],
		},
		...(isMac ? [{ role: 'windowMenu' } as const] : []),
		{ role: 'help', label: words.help, submenu: itemsOf('help') },
	];
}
