const MASK = '…';
/** What follows an option's `=`, up to where the parser's message goes on. */
const VALUE = /=.*(?=['.])/s;
/** Shorter words tell too little to be a key. */
const WORD = /[^\s',.=]{8,}/g;
/** Options, commands and the parser's own words are of small letters behind the first. */
const NO_NAME = /.[^a-z<>()|?-]/;

/** The parser's message about arguments that it does not know, without what may be a key among them. */
export function maskValues(message: string): string {
	return message.replace(VALUE, `=${MASK}`).replace(WORD, (word) => (NO_NAME.test(word) ? MASK : word));
}

/** How the keys of most providers begin, and JSON web tokens. */
const KEY = /(?<![\w-])(?:(?:sk|pk|gsk|csk|xai|hf|r8|fw|tgp|pplx|nvapi)[-_]|AIza|eyJ)[\w.-]{16,}/g;

/** A sentence that repeats what was written, without what is a key by its looks: it may stand where a name belongs. */
export function maskKeys(sentence: string): string {
	return sentence.replace(KEY, MASK);
}
