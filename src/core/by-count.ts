const RULES = new Intl.PluralRules('en');

/** An English word as a count has it: `byCount(1, 'request')` is `request`, and of any other count it is `requests`. */
export function byCount(count: number, one: string, many = `${one}s`): string {
	return RULES.select(count) === 'one' ? one : many;
}
