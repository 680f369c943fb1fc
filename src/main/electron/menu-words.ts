import type { Language } from '../../core/language.ts';
import type { SHORTCUTS } from '../../core/shortcuts.ts';

const en = {
	race: 'Race',
	'shortcut.run': 'Race',
	'shortcut.stop': 'Stop the race, or close what is open',
	'shortcut.column': 'Open or close a column',
	'shortcut.export': 'Export',
	'shortcut.help': 'Keyboard shortcuts',
	close: 'Close Fluidity Bench',
	edit: 'Edit',
	undo: 'Undo',
	redo: 'Redo',
	cut: 'Cut',
	copy: 'Copy',
	paste: 'Paste',
	selectAll: 'Select All',
	view: 'View',
	zoomIn: 'Zoom In',
	zoomOut: 'Zoom Out',
	resetZoom: 'Actual Size',
	fullScreen: 'Full Screen',
	help: 'Help',
} satisfies Record<(typeof SHORTCUTS)[number]['says'], string> & Record<string, string>;

/** What the menu says. */
export type MenuWords = { readonly [Key in keyof typeof en]: string };

const zhCN: MenuWords = {
	race: '竞速',
	'shortcut.run': '开始竞速',
	'shortcut.stop': '停止竞速，或关闭已打开的内容',
	'shortcut.column': '放大或关闭一列',
	'shortcut.export': '导出',
	'shortcut.help': '键盘快捷键',
	close: '关闭 Fluidity Bench',
	edit: '编辑',
	undo: '撤销',
	redo: '重做',
	cut: '剪切',
	copy: '复制',
	paste: '粘贴',
	selectAll: '全选',
	view: '视图',
	zoomIn: '放大',
	zoomOut: '缩小',
	resetZoom: '实际大小',
	fullScreen: '全屏',
	help: '帮助',
};

/** Electron's own words for these are English on every system but macOS. */
export const MENU_WORDS: Readonly<Record<Language, MenuWords>> = { en, 'zh-CN': zhCN };
