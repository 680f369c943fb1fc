/** The languages that the app speaks. */
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language for a preference, and for what the system prefers where that is the preference. */
export function languageFor(preference: 'system' | Language, system: readonly string[]): Language {
	if (preference !== 'system') return preference;
	for (const wanted of system) {
		if (/^zh\b/i.test(wanted)) return 'zh-CN';
		if (/^en\b/i.test(wanted)) return 'en';
	}
	return 'en';
}
