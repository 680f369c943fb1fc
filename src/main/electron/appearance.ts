import { app, nativeTheme } from 'electron';
import type { HostEvent } from '../../core/api.ts';
import { type Language, languageFor } from '../../core/language.ts';

/** Follows the app's news and gives the system's own parts of the window the theme and language that hold. */
export interface Appearance {
	take(event: HostEvent): void;
}

/**
 * Title bar, menu and scroll bars follow the person's choice, or the system's where that is the choice. To be created
 * when Electron is ready.
 *
 * @param speak called with the language at first and whenever it changes
 */
export function createAppearance(speak: (language: Language) => void): Appearance {
	let spoken: Language | null = null;
	return {
		take(event) {
			if (event.type !== 'state') return;
			const { theme, language: preference } = event.state.preferences;
			nativeTheme.themeSource = theme;
			const language = languageFor(preference, [app.getLocale()]);
			if (language === spoken) return;
			spoken = language;
			speak(language);
		},
	};
}
