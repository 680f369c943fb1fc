import { createInstance } from 'i18next';
import { useSyncExternalStore } from 'react';
import { LANGUAGES, type Language } from '../../core/language.ts';
import { createFormats, type Formats } from './format.ts';
import { en } from './words/en.ts';
import type { Translate } from './words/words.ts';
import { zhCN } from './words/zh-CN.ts';

const i18n = createInstance();

/** Loads the words of every language. To be awaited before anything is shown. */
export async function startLanguage(language: Language): Promise<void> {
	await i18n.init({
		lng: language,
		fallbackLng: 'en',
		resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
		keySeparator: false,
		nsSeparator: false,
		interpolation: { escapeValue: false },
	});
	document.documentElement.lang = language;
}

/** Changes the language of the whole page. */
export async function switchLanguage(language: Language): Promise<void> {
	if (i18n.language === language) return;
	document.documentElement.lang = language;
	await i18n.changeLanguage(language);
}

export interface Speech {
	readonly t: Translate;
	readonly formats: Formats;
	readonly language: Language;
}

/** The words and number formats of the language that holds; the same object until it changes. */
export function useSpeech(): Speech {
	return useSyncExternalStore(onSwitch, currentSpeech, currentSpeech);
}

function onSwitch(changed: () => void): () => void {
	i18n.on('languageChanged', changed);
	return () => i18n.off('languageChanged', changed);
}

let known: Speech | null = null;

function currentSpeech(): Speech {
	const language = LANGUAGES.find((candidate) => candidate === i18n.language) ?? 'en';
	if (known?.language !== language) known = createSpeech(language);
	return known;
}

/** One for the whole page: number formats are slow to make, and hundreds of components ask. */
function createSpeech(language: Language): Speech {
	const say = i18n.getFixedT(language);
	const plain = new Map<string, string>();
	const t: Translate = (key, values) => {
		if (values !== undefined) return String(say(key, { ...values }));
		const word = plain.get(key) ?? String(say(key));
		plain.set(key, word);
		return word;
	};
	return { language, formats: createFormats(language), t };
}
