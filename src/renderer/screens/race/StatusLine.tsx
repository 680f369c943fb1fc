import { ArrowDown, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useController } from '../../controller.ts';
import type { RunFacts } from '../../live/live-session.ts';
import { useAppStore } from '../../store/app-store.ts';
import { type Speech, useSpeech } from '../../ui/language.ts';
import { type Verdict, verdictOf } from '../../ui/verdict.ts';

/** One line above the columns: what goes on, and afterwards what this race lets us say. */
export function StatusLine() {
	const speech = useSpeech();
	const run = useAppStore((facts) => facts.run);
	if (run === null) return null;
	const { t, formats, language } = speech;
	const { startedAt, rounds } = run.run;
	const verdict = run.result === null ? null : verdictOf(run.result.scorecard);
	const date = new Date(startedAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
	return (
		<section className="status-line" data-verdict={verdict?.type ?? 'none'}>
			<div className="status-text">
				{verdict === null ? (
					<p className="status-running">
						{run.phase === 'counting'
							? t('race.counting')
							: t('race.emptyMore', { each: formats.milliseconds(run.run.deadlines.eachNs / 1e6) })}
					</p>
				) : (
					<VerdictText verdict={verdict} speech={speech} />
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

function VerdictText({ verdict, speech }: { readonly verdict: Verdict; readonly speech: Speech }) {
	const { first, more } = sentences(verdict, speech);
	const trusted = verdict.type === 'smoothest';
	return (
		<>
			<p className="verdict">
				{trusted ? (
					<ShieldCheck className="verdict-good" size={18} aria-hidden="true" />
				) : (
					<TriangleAlert className="verdict-bad" size={18} aria-hidden="true" />
				)}
				{first}
			</p>
			{more !== '' && <p className="verdict-more">{more}</p>}
		</>
	);
}

function sentences(verdict: Verdict, { t, formats }: Speech): { readonly first: string; readonly more: string } {
	switch (verdict.type) {
		case 'unhealthy':
			return { first: t('verdict.unhealthy'), more: verdict.reasons.join(' ') };
		case 'unjudged':
			return { first: t('verdict.unjudged'), more: '' };
		case 'nothing':
			return { first: t('verdict.nothing'), more: '' };
		case 'all-failed':
			return { first: t('verdict.allFailed'), more: '' };
		case 'smoothest': {
			const { names, waited, failed, everyone } = verdict;
			const said = { names: formats.names(names), index: formats.index(verdict.fluidityIndex) };
			const key = everyone ? 'verdict.everyone' : names.length > 1 ? 'verdict.tie' : 'verdict.smoothest';
			const wait =
				waited === null
					? failed.length > 0
						? ''
						: t('verdict.noWait')
					: t('verdict.waited', { name: waited.name, count: waited.times, wait: formats.wait(waited.waitMs * 1e6) });
			const failures = failed.length === 0 ? [] : [t('verdict.failed', { names: formats.names(failed) })];
			return { first: `${t(key, said)} ${wait}`, more: [...failures, t('verdict.one')].join(' ') };
		}
	}
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
