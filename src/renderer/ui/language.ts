import { createInstance } from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from '../../core/language.ts';
import { createFormats, type Formats } from './format.ts';
import { en } from './words/en.ts';
import type { Translate } from './words/words.ts';
import { zhCN } from './words/zh-CN.ts';

const i18n = createInstance();

/** Loads the words of every language. To be awaited before anything is shown. */
export async function startLanguage(language: Language): Promise<void> {
	await i18n.use(initReactI18next).init({
		lng: language,
		fallbackLng: 'en',
		resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
		keySeparator: false,
		nsSeparator: false,
		interpolation: { escapeValue: false },
		react: { useSuspense: false },
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
	const { i18n: current } = useTranslation(undefined, { i18n });
	const language = LANGUAGES.find((candidate) => candidate === current.language) ?? 'en';
	return useMemo(() => {
		const say = current.getFixedT(language);
		const plain = new Map<string, string>();
		const t: Translate = (key, values) => {
			if (values !== undefined) return String(say(key, { ...values }));
			const known = plain.get(key) ?? String(say(key));
			plain.set(key, known);
			return known;
		};
		return { language, formats: createFormats(language), t };
	}, [current, language]);
}
