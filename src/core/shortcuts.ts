/** What can be done from the keyboard. */
export type Command =
	| { readonly type: 'run' }
	| { readonly type: 'stop' }
	| { readonly type: 'toggle-column'; readonly column: number }
	| { readonly type: 'export' }
	| { readonly type: 'help' };

/** A key as the browser reports it. */
export interface KeyStroke {
	readonly key: string;
	/** The key's place on the keyboard, whatever it types. */
	readonly code: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly altKey: boolean;
	/** The focus is in a field that takes text. */
	readonly inText: boolean;
}

interface Shortcut {
	/** As shown, one by key. */
	readonly keys: readonly string[];
	/** The key of its words, which each shell and the page say in the language that holds. */
	readonly says: 'shortcut.run' | 'shortcut.stop' | 'shortcut.column' | 'shortcut.export' | 'shortcut.help';
	/** Its place in a window's menu, and the key as Electron names it; null for what is not one thing to do. */
	readonly menu: { readonly place: 'race' | 'help'; readonly accelerator: string; readonly command: Command } | null;
	readonly command: (stroke: KeyStroke) => Command | null;
}

/** The one table of shortcuts: the handlers, the help and the menu are all made of it. */
export const SHORTCUTS: readonly Shortcut[] = [
	{
		keys: ['Ctrl', '↵'],
		says: 'shortcut.run',
		menu: { place: 'race', accelerator: 'CommandOrControl+Enter', command: { type: 'run' } },
		command: ({ key, ctrlKey, metaKey }) => (key === 'Enter' && (ctrlKey || metaKey) ? { type: 'run' } : null),
	},
	{
		keys: ['Esc'],
		says: 'shortcut.stop',
		menu: { place: 'race', accelerator: 'Escape', command: { type: 'stop' } },
		command: ({ key }) => (key === 'Escape' ? { type: 'stop' } : null),
	},
	{
		keys: ['Alt', '1…9'],
		says: 'shortcut.column',
		menu: null,
		command: ({ code, altKey }) => {
			const digit = altKey ? /^Digit([1-9])$/.exec(code)?.[1] : undefined;
			return digit === undefined ? null : { type: 'toggle-column', column: Number(digit) - 1 };
		},
	},
	{
		keys: ['E'],
		says: 'shortcut.export',
		menu: { place: 'race', accelerator: 'E', command: { type: 'export' } },
		command: ({ key, inText, ctrlKey, metaKey, altKey }) =>
			key.toLowerCase() === 'e' && !inText && !ctrlKey && !metaKey && !altKey ? { type: 'export' } : null,
	},
	{
		keys: ['?'],
		says: 'shortcut.help',
		menu: { place: 'help', accelerator: '?', command: { type: 'help' } },
		command: ({ key, inText, ctrlKey, metaKey }) =>
			key === '?' && !inText && !ctrlKey && !metaKey ? { type: 'help' } : null,
	},
];

/** What keys do where the focus is. The help lists it; whatever has the focus handles it. */
export const MOVES = [
	{ keys: ['↹'], says: 'move.tab' },
	{ keys: ['←', '→'], says: 'move.columns' },
	{ keys: ['↑', '↓'], says: 'move.parts' },
	{ keys: ['↵'], says: 'move.open' },
] as const;

/** The command of a key, or null where it is none of ours. */
export function commandOf(stroke: KeyStroke): Command | null {
	for (const { command } of SHORTCUTS) {
		const found = command(stroke);
		if (found !== null) return found;
	}
	return null;
}
