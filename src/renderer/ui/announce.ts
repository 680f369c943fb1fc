import type { ColumnFacts } from '../live/column-facts.ts';
import type { RunFacts } from '../live/live-session.ts';
import { isEstimated } from './Estimate.tsx';
import { failureWords } from './failure-words.ts';
import { NO_NUMBER } from './format.ts';
import type { Speech } from './language.ts';
import type { Milestones } from './milestones.ts';
import { verdictWords } from './verdict-words.ts';

type Words = Pick<Speech, 't' | 'formats'>;

/** Says what changed between two states of the run: starts, first words and ends, Stop, and last the verdict, also a file's. */
export function announce(run: RunFacts, before: RunFacts | null, milestones: Milestones, words: Words): void {
	const { t } = words;
	if (before?.run.id !== run.run.id || before.source !== run.source) {
		if (run.phase !== 'ended') milestones.say('race', t('say.started', { count: run.run.providers.length }));
		else if (run.source === 'file') sayVerdict(run, milestones, words);
		return;
	}
	run.columns.forEach((column, index) => {
		const old = before.columns[index];
		if (column === undefined || old?.stream !== column.stream) return;
		const name = run.run.providers[index]?.name ?? '';
		const said = columnWords(name, column, old, words);
		if (said !== null) milestones.say(name, said);
	});
	// Another round that is looked at afterwards is no news.
	if (before.phase !== 'ended' && isStopped(run) && !isStopped(before)) milestones.say('race', t('say.stopped'));
	if (before.result === null) sayVerdict(run, milestones, words);
}

function sayVerdict({ result }: RunFacts, milestones: Milestones, words: Words): void {
	if (result !== null) milestones.say('verdict', verdictWords(result, words).first);
}

/** One word for all: each column's own would be sixteen. */
function isStopped({ columns }: RunFacts): boolean {
	return columns.some((column) => column?.state === 'cancelled');
}

function columnWords(name: string, column: ColumnFacts, old: ColumnFacts, { t, formats }: Words): string | null {
	if (column.state !== old.state) {
		if (column.failure !== null && column.state !== 'cancelled') {
			return t('say.failed', { name, what: t(failureWords(column.failure).title) });
		}
		if (column.state === 'completed') {
			const value = formats.index(column.fluidityIndex);
			const index = isEstimated(column) && value !== NO_NUMBER ? t('say.about', { value }) : value;
			return t('say.done', { name, state: t('status.completed'), index });
		}
	}
	if (column.state !== 'streaming') return null;
	if (column.firstVisibleMs !== null) {
		if (old.firstVisibleMs !== null) return null;
		return t('say.first', { name, time: formats.seconds(column.firstVisibleMs) });
	}
	// Reasoning, a tool's call or a refusal: output, and nothing to read yet.
	if (old.state === 'streaming') return null;
	return t('say.noWords', { name, time: formats.seconds(column.ttftMs ?? 0) });
}
