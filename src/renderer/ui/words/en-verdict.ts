/** What a race lets us say afterwards, in English, for someone who has never heard of TTFT. */
export const enVerdict = {
	'verdict.never': 'In this race, {{names}} never made you wait.',
	'verdict.neverAnyone': 'In this race, nobody made you wait.',
	'verdict.smoothest': 'In this race, {{names}} read most smoothly: {{share}} on time.',
	'verdict.tie': 'In this race, {{names}} read equally smoothly: {{share}} on time each.',
	'verdict.everyone': 'In this race, all read equally smoothly: {{share}} on time each.',
	'verdict.alone': 'In this race, only {{names}} came to the end: {{share}} on time.',
	'verdict.froze_one': '{{name}} froze once, for {{wait}}.',
	'verdict.froze_other': '{{name}} froze {{count}} times, {{wait}} in all.',
	'verdict.frozeThough_one':
		'{{name}} froze once, for {{wait}}, though its average of {{rate}} tokens a second outruns a reader.',
	'verdict.frozeThough_other':
		'{{name}} froze {{count}} times, {{wait}} in all, though its average of {{rate}} tokens a second outruns a reader.',
	'verdict.began_one': '{{name}} began {{wait}} late.',
	'verdict.began_other': '{{name}} began late {{count}} times, {{wait}} in all.',
	'verdict.beganAndFroze_one': '{{name}} began late and froze once, {{wait}} in all.',
	'verdict.beganAndFroze_other': '{{name}} began late and froze {{count}} times, {{wait}} in all.',
	'verdict.noFreeze': 'Nobody froze for as long as {{limit}}.',
	'verdict.noAnswer': '{{names}} gave no answer.',
	'verdict.brokeOff': '{{names}} broke off.',
	'verdict.partly': 'Some requests of {{names}} failed.',
	'verdict.stopped': '{{names}} was stopped and is left out.',
	'verdict.stoppedMany': '{{names}} were stopped and are left out.',
	'verdict.one': 'One race only: another may turn out differently.',

	'verdict.winner':
		'Over {{rounds}} rounds, {{name}} reads most smoothly: its lead over {{others}} is too steady to be chance.',
	'verdict.lead':
		'Its fluidity-index is higher than that of {{name}} by {{difference}} ({{interval}}{{n}} pairs, {{p}}).',
	'verdict.interval': '95 % interval {{low}} to {{high}}, ',
	'verdict.p': 'p = {{p}}',
	'verdict.pBelow': 'p < {{p}}',
	'verdict.level': 'Over {{n}} rounds, {{names}} are not distinguishable: what lies between them may be chance.',
	'verdict.moreRounds_one': 'About {{about}} more round would tell.',
	'verdict.moreRounds_other': 'About {{about}} more rounds would tell.',
	'verdict.noRounds': 'Some are exactly level: no number of rounds would tell.',
	'verdict.ahead': '{{name}} is ahead of {{others}}.',
	'verdict.notCompared': 'Too few rounds to compare: {{names}}.',

	'verdict.unhealthy': 'No verdict: the measurement of this race is in doubt.',
	'verdict.unjudged': 'No verdict: this run was cut off before its measurement was judged.',
	'verdict.nothing': 'No verdict: every provider was stopped before it came to an end.',
	'verdict.allFailed': 'No verdict: every provider failed.',
	'verdict.tooFew_one': 'No verdict yet: {{n}} round is too few to tell skill from chance, it takes {{least}} or more.',
	'verdict.tooFew_other':
		'No verdict yet: {{n}} rounds are too few to tell skill from chance, it takes {{least}} or more.',
	'verdict.accountings': 'No verdict: tokens were counted in ways that cannot be compared.',
	'verdict.estimates':
		'No verdict: tokens were only estimated, for this run was never counted, and an estimate is another amount of text for each provider.',
	'verdict.nativeCounts':
		'No verdict: tokens were counted as each provider counts them, which is another amount of text for each.',
	'verdict.chunks': 'No verdict: chunks were counted, and each provider puts another amount of text into one.',
	'verdict.exploratory': 'No verdict: the deadlines were moved after the run.',
	'verdict.nobody': 'No verdict: there are not two providers to compare.',
	'names.more_one': '{{count}} more',
	'names.more_other': '{{count}} more',
} as const;
