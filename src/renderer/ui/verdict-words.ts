import type { RunResult } from '../../core/api.ts';
import { healthTroubles } from '../../core/health.ts';
import type { Scorecard } from '../../core/scorecard.ts';
import type { Against, Refusal, Verdict } from '../../core/verdict.ts';
import { healthWords } from './health-words.ts';
import type { Speech } from './language.ts';
import { fallenOf, longestWaits, type RaceVerdict, verdictOfRace, type Waits } from './verdict.ts';
import type { WordKey } from './words/words.ts';

/** What can be said after a race. */
export interface VerdictWords {
	readonly type: RaceVerdict['type'] | Exclude<Verdict['type'], 'one-race'>;
	/** Somebody is named, or a tie is: not a refusal. */
	readonly trusted: boolean;
	/** One or two sentences for everyone. */
	readonly first: string;
	/** What else belongs to it; may be empty. */
	readonly more: string;
}

/** So many names fit a sentence. */
const MOST_NAMES = 3;

type Words = Pick<Speech, 't' | 'formats'>;

/** The verdict of a run in the language that holds: of one race from its scorecard, of several rounds by statistics. */
export function verdictWords({ scorecard, verdict }: RunResult, words: Words): VerdictWords {
	// A scorecard does not tell that its tokens cannot be compared: of one race, too, that is the verdict's to say.
	const comparable = verdict.type !== 'refusal' || verdict.reason !== 'accountings-differ';
	const race = verdictOfRace(scorecard);
	// Where nobody is named there is nothing to compare, nor a token to count where everybody failed.
	if (scorecard.run.rounds === 1 && (comparable || race.type !== 'smoothest')) return raceWords(race, scorecard, words);
	return roundsWords(verdict, scorecard, words);
}

function raceWords(verdict: RaceVerdict, scorecard: Scorecard, words: Words): VerdictWords {
	const { t } = words;
	const refused = (first: string, more: string): VerdictWords => ({
		type: verdict.type,
		trusted: false,
		first,
		more,
	});
	switch (verdict.type) {
		case 'unhealthy':
			return refused(t('verdict.unhealthy'), doubts(scorecard, words));
		case 'unjudged':
			return refused(t('verdict.unjudged'), '');
		case 'nothing':
			return refused(t('verdict.nothing'), '');
		case 'nobody': {
			const waits = verdict.waits === null ? [] : [waitWords(verdict.waits, words)];
			return refused(t('verdict.nobody'), words.formats.sentences([...waits, ...fallenWords(scorecard, words)]));
		}
		case 'all-failed':
			return refused(t('verdict.allFailed'), words.formats.sentences(fallenWords(scorecard, words)));
		case 'smoothest':
			return {
				type: verdict.type,
				trusted: true,
				first: words.formats.sentences([
					smoothestWords(verdict, scorecard, words),
					...waitsWords(verdict, scorecard, words),
				]),
				more: words.formats.sentences([...fallenWords(scorecard, words), t('verdict.one')]),
			};
	}
}

type Smoothest = Extract<RaceVerdict, { type: 'smoothest' }>;

function smoothestWords(
	{ names, fluidityIndex, never, finished }: Smoothest,
	{ providers }: Scorecard,
	words: Words,
): string {
	const { t, formats } = words;
	// Whoever gave no answer made somebody wait.
	const everyone = names.length === providers.length && finished > 1;
	if (never && everyone) return t('verdict.neverAnyone');
	if (never) return t('verdict.never', { names: someNames(names, words) });
	const said = { names: someNames(names, words), share: formats.share(fluidityIndex) };
	if (finished === 1) return t('verdict.alone', said);
	if (everyone) return t('verdict.everyone', { share: said.share });
	return t(names.length > 1 ? 'verdict.tie' : 'verdict.smoothest', said);
}

function waitsWords({ waits, never, names, finished }: Smoothest, { run }: Scorecard, words: Words): string[] {
	if (waits.length > 0) return waits.map((each) => waitWords(each, words));
	if (never && names.length === finished) return [];
	return [words.t('verdict.noFreeze', { limit: words.formats.wait(run.deadlines.stallMs * 1e6) })];
}

function waitWords({ name, starts, freezes, waitMs, rate }: Waits, { t, formats }: Words): string {
	const said = { name, wait: formats.wait(waitMs * 1e6), count: freezes };
	if (freezes === 0) return t('verdict.began', { ...said, count: starts });
	if (starts > 0) return t('verdict.beganAndFroze', said);
	return rate === null ? t('verdict.froze', said) : t('verdict.frozeThough', { ...said, rate: formats.rate(rate) });
}

function fallenWords(scorecard: Scorecard, words: Words): string[] {
	const { t } = words;
	const { noAnswer, brokeOff, partly, stopped } = fallenOf(scorecard);
	const stem = stopped.length === 1 ? 'verdict.stopped' : 'verdict.stoppedMany';
	const said: readonly (readonly [Parameters<typeof t>[0], readonly string[]])[] = [
		['verdict.noAnswer', noAnswer],
		['verdict.brokeOff', brokeOff],
		['verdict.partly', partly],
		[stem, stopped],
	];
	return said.flatMap(([key, names]) => (names.length === 0 ? [] : [t(key, { names: someNames(names, words) })]));
}

function roundsWords(verdict: Verdict, scorecard: Scorecard, words: Words): VerdictWords {
	const { t, formats } = words;
	const name = (provider: number): string => scorecard.providers[provider]?.name ?? '';
	const names = (providers: readonly number[]): string => someNames(providers.map(name), words);
	const longest = longestWaits(scorecard.providers, scorecard);
	const facts = [...(longest === null ? [] : [waitWords(longest, words)]), ...fallenWords(scorecard, words)];
	switch (verdict.type) {
		case 'winner': {
			const { provider, over, notCompared } = verdict;
			const others = names(over.map((against) => against.provider));
			const first = t('verdict.winner', { name: name(provider), others, rounds: formats.count(scorecard.run.rounds) });
			return {
				type: verdict.type,
				trusted: true,
				first,
				more: words.formats.sentences([...leadWords(over, name, words), ...uncompared(notCompared), ...facts]),
			};
		}
		case 'tie': {
			const { provider, level, behind, n, more, notCompared } = verdict;
			const tied = names([provider, ...level.map((against) => against.provider)]);
			const rest =
				more === null ? t('verdict.noRounds') : t('verdict.moreRounds', { count: more, about: formats.about(more) });
			const others = names(behind.map((against) => against.provider));
			const ahead = behind.length === 0 ? [] : [t('verdict.ahead', { name: name(provider), others })];
			return {
				type: verdict.type,
				trusted: true,
				first: t('verdict.level', { n: formats.count(n), names: tied }),
				more: words.formats.sentences([rest, ...ahead, ...uncompared(notCompared), ...facts]),
			};
		}
		case 'refusal': {
			const trouble = verdict.reason === 'unhealthy' ? [doubts(scorecard, words)] : facts;
			return {
				type: verdict.type,
				trusted: false,
				first: refusalWords(verdict, scorecard, words),
				more: words.formats.sentences(trouble),
			};
		}
		case 'one-race':
			return raceWords(verdictOfRace(scorecard), scorecard, words);
	}

	function uncompared(providers: readonly number[]): string[] {
		return providers.length === 0 ? [] : [t('verdict.notCompared', { names: names(providers) })];
	}
}

/** The lead over whoever comes closest, in numbers. */
function leadWords(over: readonly Against[], name: (provider: number) => string, { t, formats }: Words): string[] {
	const [closest] = over.toSorted((one, other) => one.difference - other.difference);
	if (closest === undefined) return [];
	const { provider, difference, interval, n, correctedP } = closest;
	const bounds = interval && { low: formats.exact(interval.low), high: formats.exact(interval.high) };
	const least = 0.001;
	return [
		t('verdict.lead', {
			name: name(provider),
			difference: formats.exact(difference),
			interval: bounds === null ? '' : t('verdict.interval', bounds),
			n: formats.count(n),
			p: t(correctedP < least ? 'verdict.pBelow' : 'verdict.p', { p: formats.exact(Math.max(least, correctedP)) }),
		}),
	];
}

function refusalWords(refusal: Refusal, { health }: Scorecard, { t, formats }: Words): string {
	switch (refusal.reason) {
		case 'unhealthy':
			return t(health === null ? 'verdict.unjudged' : 'verdict.unhealthy');
		case 'too-few':
			return t('verdict.tooFew', {
				count: refusal.n,
				n: formats.count(refusal.n),
				least: formats.count(refusal.least),
			});
		case 'accountings-differ':
			return t(incomparable(refusal.accountings));
		case 'exploratory':
			return t('verdict.exploratory');
		case 'all-failed':
			return t('verdict.allFailed');
		case 'nobody-to-compare':
			return t('verdict.nobody');
	}
}

/** Where everybody was counted alike, why that compares nobody. */
const INCOMPARABLE: Readonly<Record<string, WordKey>> = {
	estimate: 'verdict.estimates',
	native: 'verdict.nativeCounts',
	'by chunk': 'verdict.chunks',
};

function incomparable([only = '', ...others]: readonly string[]): WordKey {
	return (others.length === 0 ? INCOMPARABLE[only] : undefined) ?? 'verdict.accountings';
}

function doubts({ health }: Scorecard, words: Words): string {
	return health === null
		? ''
		: words.formats.sentences(healthTroubles(health).map((trouble) => healthWords(trouble, words)));
}

function someNames(names: readonly string[], { t, formats }: Words): string {
	if (names.length <= MOST_NAMES + 1) return formats.names(names);
	return formats.names([...names.slice(0, MOST_NAMES), t('names.more', { count: names.length - MOST_NAMES })]);
}
