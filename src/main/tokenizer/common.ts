/** The common accounting's tokenizer: a token means the same amount of text for every provider. */
export const COMMON_TOKENIZER = 'o200k_base';
