import type { Language } from '../../core/language.ts';

/** What is said when the app has to end. */
export interface CrashWords {
	readonly hasToEnd: string;
	/** Above what the bug says of itself. */
	readonly bug: string;
	/** @param reason Electron's word for it */
	windowBroke(reason: string): string;
}

export const CRASH_WORDS: Readonly<Record<Language, CrashWords>> = {
	en: {
		hasToEnd: 'Fluidity Bench has to end',
		bug: 'A bug in the app:',
		windowBroke: (reason) => `Its window broke several times (${reason}). Recordings are kept.`,
	},
	'zh-CN': {
		hasToEnd: 'Fluidity Bench 必须退出',
		bug: '应用出现错误：',
		windowBroke: (reason) => `窗口多次崩溃（${reason}）。录制已保留。`,
	},
};
