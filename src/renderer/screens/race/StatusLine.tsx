import { ArrowDown, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { RunResult } from '../../../core/api.ts';
import { useController } from '../../controller.ts';
import type { RunFacts } from '../../live/live-session.ts';
import { useAppStore } from '../../store/app-store.ts';
import { type Speech, useSpeech } from '../../ui/language.ts';
import { verdictWords } from '../../ui/verdict-words.ts';

/** One line above the columns: what goes on, and afterwards what this race lets us say. */
export function StatusLine() {
	const speech = useSpeech();
	const run = useAppStore((facts) => facts.run);
	if (run === null) return null;
	const { t, formats, language } = speech;
	const { startedAt, rounds } = run.run;
	const date = new Date(startedAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
	return (
		<section className="status-line" data-verdict={run.result?.verdict.type ?? 'none'}>
			<div className="status-text">
				{run.result === null ? (
					<p className="status-running">
						{run.phase === 'counting'
							? t('race.counting')
							: t('race.emptyMore', { each: formats.milliseconds(run.run.deadlines.eachNs / 1e6) })}
					</p>
				) : (
					<VerdictText result={run.result} speech={speech} />
				)}
			</div>
			{run.source === 'file' && <span className="chip">{t('race.fromFile', { date })}</span>}
			{rounds > 1 && <RoundSwitch run={run} />}
			{run.phase === 'ended' && (
				<a className="chip chip-link" href="#scorecard">
					{t('score.title')} <ArrowDown size={13} aria-hidden="true" />
				</a>
			)}
		</section>
	);
}

function VerdictText({ result, speech }: { readonly result: RunResult; readonly speech: Speech }) {
	const { trusted, first, more } = useMemo(() => verdictWords(result, speech), [result, speech]);
	const Sign = trusted ? ShieldCheck : TriangleAlert;
	return (
		<>
			<p className="verdict" data-trusted={trusted}>
				<Sign size={18} aria-hidden="true" />
				{first}
			</p>
			{more !== '' && <p className="verdict-more">{more}</p>}
		</>
	);
}

function RoundSwitch({ run }: { readonly run: RunFacts }) {
	const { t } = useSpeech();
	const { session } = useController();
	const { rounds } = run.run;
	if (run.phase !== 'ended') {
		return <span className="chip number">{t('race.roundOf', { round: run.latestRound, rounds })}</span>;
	}
	return (
		<label className="chip">
			{t('race.round')}
			<select value={run.round} onChange={({ target }) => session.showRound(Number(target.value))}>
				{Array.from({ length: rounds }, (_, index) => index + 1).map((round) => (
					<option key={round} value={round}>
						{round}
					</option>
				))}
			</select>
		</label>
	);
}
