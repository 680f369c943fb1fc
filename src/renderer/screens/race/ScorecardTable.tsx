import type { ReactNode } from 'react';
import type { Definition } from '../../../core/definition.ts';
import { changedChoices } from '../../../core/exploratory.ts';
import { failedRequests, hasFewGaps, type ProviderScore, type Scorecard } from '../../../core/scorecard.ts';
import { comparedBy } from '../../../core/verdict.ts';
import { seriesStyle } from '../../charts/palette.ts';
import { useAppStore } from '../../store/app-store.ts';
import { type CountedBy, choiceWords, definitionWords } from '../../ui/definition-words.ts';
import { Explained } from '../../ui/Explained.tsx';
import { estimateText } from '../../ui/format.ts';
import { type Speech, useSpeech } from '../../ui/language.ts';
import { moveFocus } from '../../ui/move-focus.ts';
import type { WordKey } from '../../ui/words/words.ts';

interface ScoreColumn {
	readonly label: WordKey;
	readonly explains: WordKey;
	/** What it is a number of: requests that count, or the completed ones among them. */
	readonly of: 'counted' | 'completed';
	/** Whether it depends on how tokens are counted. */
	readonly countsTokens: boolean;
	/** `about` writes the sign of an estimate before what is one. */
	readonly value: (score: ProviderScore, speech: Speech, about: (text: string) => string) => ReactNode;
	/** Why it is worth less than it seems, where it is. */
	readonly doubt?: (score: ProviderScore) => WordKey | null;
}

const COLUMNS: readonly ScoreColumn[] = [
	{
		label: 'metric.fluidity',
		explains: 'explain.fluidityMean',
		of: 'counted',
		countsTokens: true,
		value: (score, { formats }, about) => {
			const text = formats.index(score.fluidityIndex);
			// What failed counts 0, whoever counts.
			return failedRequests(score) === score.n ? text : about(text);
		},
	},
	{
		label: 'metric.ofCompleted',
		explains: 'explain.ofCompleted',
		of: 'completed',
		countsTokens: true,
		value: ({ fluidityOfCompleted }, { formats }, about) => about(formats.index(fluidityOfCompleted)),
	},
	{
		label: 'metric.missedOfTotal',
		explains: 'explain.missed',
		of: 'counted',
		countsTokens: true,
		value: ({ missedDeadlines, totalDeadlines }, { formats }, about) =>
			`${about(formats.count(missedDeadlines))} / ${formats.count(totalDeadlines)}`,
	},
	{
		label: 'metric.ttft',
		explains: 'explain.ttft',
		of: 'completed',
		countsTokens: false,
		value: ({ ttftMs }, { formats }) => formats.milliseconds(ttftMs),
	},
	{
		label: 'metric.firstVisible',
		explains: 'explain.firstVisible',
		of: 'completed',
		countsTokens: false,
		value: ({ firstVisibleMs }, { formats }) => formats.milliseconds(firstVisibleMs),
	},
	{
		label: 'metric.tbt',
		explains: 'explain.tbt',
		of: 'completed',
		countsTokens: true,
		value: ({ tbtMs }, { formats }, about) => (
			<>
				{about(formats.milliseconds(tbtMs.p50))} /{' '}
				<span data-few={hasFewGaps(tbtMs)}>{about(formats.milliseconds(tbtMs.p99))}</span>
			</>
		),
		doubt: ({ tbtMs }) => (hasFewGaps(tbtMs) ? 'explain.few' : null),
	},
	{
		label: 'metric.tpot',
		explains: 'explain.tpot',
		of: 'completed',
		countsTokens: true,
		value: ({ tpotMs }, { formats }, about) => about(formats.milliseconds(tpotMs)),
	},
	{
		label: 'metric.rate',
		explains: 'explain.rate',
		of: 'completed',
		countsTokens: true,
		value: ({ outputTokensPerSecond }, { formats }, about) => about(formats.rate(outputTokensPerSecond)),
	},
	{
		label: 'metric.tokens',
		explains: 'explain.tokens',
		of: 'counted',
		countsTokens: true,
		value: ({ outputTokens, nativeTokens }, { formats }, about) =>
			`${about(formats.count(outputTokens))} / ${formats.count(nativeTokens)}`,
	},
	{
		label: 'metric.stalls',
		explains: 'explain.stalls',
		of: 'counted',
		countsTokens: true,
		value: ({ stalls }, { t, formats }, about) => {
			if (stalls.length === 0) return about(formats.count(0));
			const wait = formats.wait(stalls.reduce((sum, { waitMs }) => sum + waitMs, 0) * 1e6);
			return about(t('score.totalWait', { times: formats.count(stalls.length), wait }));
		},
	},
	{
		label: 'metric.status',
		explains: 'explain.status',
		of: 'counted',
		countsTokens: false,
		value: ({ status }, { t }) => t(`status.${status}`),
	},
];

/** Everyone's numbers after the race. */
export function ScorecardTable() {
	const scorecard = useAppStore(({ run }) => run?.result?.scorecard ?? null);
	const definition = useAppStore(({ run }) => run?.run.definition ?? null);
	return scorecard === null || definition === null ? null : <ScoresOf scorecard={scorecard} definition={definition} />;
}

interface ScoresProps {
	readonly scorecard: Scorecard;
	/** What the race was declared with, and the scorecard goes by. */
	readonly definition: Definition;
}

/** A scorecard as a table. Arrow keys lead from number to number. */
export function ScoresOf({ scorecard, definition }: ScoresProps) {
	const speech = useSpeech();
	const { t } = speech;
	const healthy = scorecard.health?.healthy ?? false;
	const chosen = changedChoices(definition).map((choice) => choiceWords(choice, definition, speech));
	return (
		<section className="card scorecard" id="scorecard" aria-label={t('score.label')} data-healthy={healthy}>
			<div className="table-scroll">
				<table onKeyDown={moveFocus}>
					<thead>
						<tr>
							<th scope="col">{t('metric.provider')}</th>
							{COLUMNS.map(({ label, explains }) => (
								<th key={label} scope="col">
									<Explained says={() => [explanation(explains, scorecard, definition, speech)]}>{t(label)}</Explained>
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{scorecard.providers.map((score, provider) => (
							<ScoreRow key={score.name} {...{ score, provider, scorecard, definition }} />
						))}
					</tbody>
				</table>
			</div>
			{accountingOf(scorecard, definition) === 'estimate' && <p className="hint">{t('score.estimated')}</p>}
			{chosen.length > 0 && <p className="hint">{t('score.declared', { choices: speech.formats.names(chosen) })}</p>}
		</section>
	);
}

interface ScoreRowProps extends ScoresProps {
	readonly score: ProviderScore;
	readonly provider: number;
}

function ScoreRow({ score, provider, scorecard, definition }: ScoreRowProps) {
	const speech = useSpeech();
	const { t, formats } = speech;
	const completed = score.n - failedRequests(score);
	const ofCompleted = t('explain.nCompleted', { count: completed });
	const counted = countedWords(scorecard, definition, speech);
	const made = ({ of, countsTokens, doubt }: ScoreColumn) => [
		of === 'counted' ? t('explain.n', { count: score.n }) : ofCompleted,
		reasonOf(doubt?.(score) ?? null),
		countsTokens ? counted : null,
		scorecard.health?.healthy === false ? t('explain.unhealthy') : null,
	];
	const reasonOf = (key: WordKey | null): string | null => (key === null ? null : t(key));
	const { colour, patterned } = seriesStyle(provider);
	const estimated = accountingOf(scorecard, definition) === 'estimate' && (score.outputTokens ?? 0) > 0;
	const about = (text: string): string => estimateText(text, estimated);
	return (
		<tr data-status={score.status}>
			<th scope="row">
				<span className="swatch" data-series={colour} data-patterned={patterned} aria-hidden="true" />
				{score.name} <span className="hint">{score.model}</span>
				{scorecard.run.rounds > 1 && (
					<Explained
						byArrows
						className="hint score-n number"
						says={() => [t('explain.n', { count: score.n }), ofCompleted]}
					>
						{t(completed === score.n ? 'score.n' : 'score.nCompleted', {
							n: formats.count(score.n),
							completed: formats.count(completed),
						})}
					</Explained>
				)}
			</th>
			{COLUMNS.map((column, index) => (
				<td key={column.label}>
					<Explained
						byArrows={provider > 0 || index > 0}
						says={() => [explanation(column.explains, scorecard, definition, speech), ...made(column)]}
						className="number"
					>
						{column.value(score, speech, about)}
					</Explained>
				</td>
			))}
		</tr>
	);
}

/** Chunks are counted where tokens are not. */
function accountingOf({ run }: Scorecard, definition: Definition): CountedBy {
	return comparedBy(definition, run.accounting) === 'estimate' ? 'estimate' : definition.accounting;
}

function countedWords(scorecard: Scorecard, definition: Definition, { t }: Speech): string {
	if (definition.unit === 'chunk') return t('scorecard.accounting.chunk');
	const accounting = accountingOf(scorecard, definition);
	if (accounting === 'native') return t('scorecard.accounting.native');
	return t(accounting === 'common' ? 'explain.common' : 'explain.estimateForever');
}

function explanation(explains: WordKey, scorecard: Scorecard, definition: Definition, speech: Speech): string {
	const { run } = scorecard;
	const word = explains === 'explain.missed' && definition.count === 'tokens' ? 'explain.missedTokens' : explains;
	const limit = speech.formats.wait(run.deadlines.stallMs * 1e6);
	return speech.t(word, { ...definitionWords(definition, accountingOf(scorecard, definition), speech), limit });
}
