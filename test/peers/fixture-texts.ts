/** Plain prose: most tokens are a word with its space. */
export const PROSE =
	'A stream that pauses for a second and then catches up has the same average rate as one that never pauses. ' +
	'The reader of the first one waits, loses the thread, and looks away; the reader of the second one reads on. ' +
	"That's why a mean over 100 gaps, or 1,000, says so little: it can't tell a burst from a beat.";

/**
 * Everything that a cut may fall into: characters of two, three and four bytes, surrogate pairs, joined emoji,
 * combining marks, line ends of both kinds, quotes that JSON escapes, and what looks like a special token.
 */
export const MANY_SCRIPTS =
	'Zażółć gęślą jaźń. Съешь же ещё этих булок. 流れは途切れない。답은 한 번에 온다. ' +
	'नमस्ते दुनिया. مرحبا بالعالم. e\u0301a\u0300o\u0302 👩‍💻👨‍👩‍👧‍👦 🏳️‍🌈🇺🇳 𝒳𝓎𝓏 𠜎𠜱\n' +
	'{"quoted": "\\"yes\\"", \t"path": "C:\\\\temp"}\r\nif (a <= b && !c) { return [`a`]; }\n' +
	'<|endoftext|> data: [DONE]\n\n<|im_start|>';
