import { useMemo, useSyncExternalStore } from 'react';
import { type Palette, readPalette } from '../charts/palette.ts';
import { useAppStore } from '../store/app-store.ts';

export type Theme = 'dark' | 'light';

const dark = matchMedia('(prefers-color-scheme: dark)');

function onSystemTheme(changed: () => void): () => void {
	dark.addEventListener('change', changed);
	return () => dark.removeEventListener('change', changed);
}

/** The theme that holds: the person's choice, or the system's. */
export function useTheme(): Theme {
	const chosen = useAppStore(({ app }) => app?.preferences.theme ?? 'system');
	const system = useSyncExternalStore(onSystemTheme, () => (dark.matches ? 'dark' : 'light'));
	return chosen === 'system' ? system : chosen;
}

/** The palette of the theme that holds; the same object until it changes. */
export function usePalette(): Palette {
	const theme = useTheme();
	return useMemo(() => readPalette(theme), [theme]);
}
