import { createInstance } from 'i18next';
import { createFormats } from '../../../src/renderer/ui/format.ts';
import type { Speech } from '../../../src/renderer/ui/language.ts';
import { en } from '../../../src/renderer/ui/words/en.ts';
import { zhCN } from '../../../src/renderer/ui/words/zh-CN.ts';

const i18n = createInstance();
await i18n.init({
	resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
	...{ keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false } },
});

/** The page's words and numbers in one language. */
export function speech(language: Speech['language']): Speech {
	const say = i18n.getFixedT(language);
	return { t: (key, values) => String(say(key, { ...values })), formats: createFormats(language), language };
}
