import { ShieldCheck, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { RunResult } from '../../../core/api.ts';
import { healthTroubles } from '../../../core/health.ts';
import { seriesStyle } from '../../charts/palette.ts';
import { useController } from '../../controller.ts';
import type { LiveRun } from '../../live/live-run.ts';
import { useAppStore } from '../../store/app-store.ts';
import { useScorecardStore } from '../../store/scorecard-store.ts';
import { Explained } from '../../ui/Explained.tsx';
import { ExportMenu } from '../../ui/ExportMenu.tsx';
import { healthWords } from '../../ui/health-words.ts';
import { useSpeech } from '../../ui/language.ts';
import { useShownMark } from '../../ui/marks.ts';
import { verdictWords } from '../../ui/verdict-words.ts';
import { RescoreRail } from './RescoreRail.tsx';
import { reportChoices } from './report-choices.ts';
import { ScoreCharts } from './ScoreCharts.tsx';
import { ScoreTable } from './ScoreTable.tsx';
import { StallList } from './StallList.tsx';
import { isMoved } from './settings.ts';
import { type ScorecardFacts, useScorecard } from './use-scorecard.ts';

/** What a run that has ended says: the verdict, every number, and the same recording under other deadlines. */
export function ScorecardScreen() {
	const { session } = useController();
	const runId = useAppStore(({ run }) => run?.run.id ?? null);
	const result = useAppStore(({ run }) => run?.result ?? null);
	const live = session.run;
	if (result === null || live === null || live.run.id !== runId) return <main className="score-screen" />;
	return <ScorecardOfRun key={runId} live={live} result={result} />;
}

function ScorecardOfRun({ live, result }: { readonly live: LiveRun; readonly result: RunResult }) {
	const { t } = useSpeech();
	const facts = useScorecard(live, result);
	const { intervals, facts: known, pace } = facts.slow;
	const pending = [intervals, known, pace].some(({ size }) => size < facts.rows.length);
	useShownMark('scorecard-table', facts.rows);
	useShownMark('scorecard-intervals', pending ? null : intervals);
	const charted = useMemo(() => live.run.providers.map(({ name }, provider) => ({ name, provider })), [live]);
	const winner = !facts.exploratory && result.verdict.type === 'winner' ? result.verdict.provider : null;
	return (
		<main
			className="score-screen"
			aria-label={t('scorecard.label')}
			data-exploratory={facts.exploratory}
			data-pending={pending}
		>
			<h1 className="visually-hidden">{t('scorecard.label')}</h1>
			<VerdictCard live={live} result={result} facts={facts} winner={winner} />
			{facts.slow.failed && (
				<p className="card notice notice-bad" role="alert">
					{t('scorecard.slowFailed')}
				</p>
			)}
			<div className="score-body">
				<div className="score-main">
					<ScoreTable facts={facts} result={result} winner={winner} />
					<ScoreCharts {...facts} providers={charted} />
				</div>
				<div className="score-side">
					<RescoreRail
						settings={facts.settings}
						exploratory={facts.exploratory}
						run={live.run}
						counted={facts.counted}
					/>
					<StallList live={live} facts={facts} />
				</div>
			</div>
		</main>
	);
}

interface VerdictCardProps {
	readonly live: LiveRun;
	readonly result: RunResult;
	readonly facts: Pick<ScorecardFacts, 'exploratory' | 'settings'>;
	readonly winner: number | null;
}

function VerdictCard({ live: { run }, result, facts: { exploratory, settings }, winner }: VerdictCardProps) {
	const speech = useSpeech();
	const { t, formats } = speech;
	const { trusted, first, more } = useMemo(() => verdictWords(result, speech), [result, speech]);
	const set = { first: formats.tenths(run.deadlines.firstNs / 1e6), each: formats.tenths(run.deadlines.eachNs / 1e6) };
	const choices = reportChoices(settings, run);
	const hint = exploratory ? 'export.exploratory' : choices.fluidRate === undefined ? null : 'export.fluidRate';
	const Sign = trusted && !exploratory ? ShieldCheck : TriangleAlert;
	return (
		<section
			className="card score-verdict"
			data-trusted={trusted && !exploratory}
			data-series={winner === null ? undefined : seriesStyle(winner).colour}
			data-winner={winner !== null}
		>
			<Sign size={20} aria-hidden="true" />
			<div>
				<p className="score-verdict-first">{exploratory ? t('scorecard.exploratory') : first}</p>
				<p className="hint">{exploratory ? t('scorecard.exploratoryMore', set) : more}</p>
			</div>
			{isMoved(settings, run) && (
				<button type="button" className="secondary" onClick={() => useScorecardStore.setState({ moved: null })}>
					{t('scorecard.reset')}
				</button>
			)}
			<HealthOfRun result={result} />
			<ExportMenu choices={choices} hint={hint} />
		</section>
	);
}

function HealthOfRun({ result }: { readonly result: RunResult }) {
	const speech = useSpeech();
	const { t, formats } = speech;
	const { health } = result.scorecard;
	if (health === null || !health.healthy) {
		return (
			<Explained
				className="chip chip-bad"
				says={() =>
					health === null
						? [t('verdict.unjudged')]
						: healthTroubles(health).map((trouble) => healthWords(trouble, speech))
				}
			>
				<TriangleAlert size={13} aria-hidden="true" />
				{t('scorecard.invalid')}
			</Explained>
		);
	}
	return (
		<Explained className="chip" says={() => [t('explain.lag', { limit: formats.tenths(health.loopDelayLimitMs) })]}>
			<i className="dot" aria-hidden="true" />
			{health.loopDelayP99Ms === null
				? t('scorecard.validUnknown')
				: t('scorecard.valid', { lag: formats.milliseconds(health.loopDelayP99Ms) })}
		</Explained>
	);
}
