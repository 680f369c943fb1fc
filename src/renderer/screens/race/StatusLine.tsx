import { ArrowDown, CornerDownRight, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { raceNames } from '../../../core/free-name.ts';
import { useController } from '../../controller.ts';
import type { RunFacts } from '../../live/live-session.ts';
import { draftProblem, useAppStore } from '../../store/app-store.ts';
import { Explained, explain } from '../../ui/Explained.tsx';
import { useSpeech } from '../../ui/language.ts';
import { type VerdictWords, verdictWords } from '../../ui/verdict-words.ts';

/** One line above the columns: what goes on, and afterwards what this race lets us say. */
export function StatusLine() {
	const speech = useSpeech();
	const run = useAppStore((facts) => facts.run);
	const result = run?.result ?? null;
	const verdict = useMemo(() => (result === null ? null : verdictWords(result, speech)), [result, speech]);
	if (run === null) return null;
	const { t, formats } = speech;
	const { rounds } = run.run;
	return (
		<section className="status-line" data-verdict={verdict?.type ?? 'none'}>
			<div className="status-text">
				{verdict === null ? (
					<p className="status-running">
						{run.phase === 'counting' ? (
							t('race.counting')
						) : (
							<Explained says={() => [t('explain.draftEach')]}>
								{t('race.emptyMore', { each: formats.figure(run.run.deadlines.eachNs / 1e6) })}
							</Explained>
						)}
					</p>
				) : (
					<VerdictText words={verdict} stallNs={run.run.deadlines.stallNs} />
				)}
			</div>
			<NextRace run={run} />
			{run.source === 'file' && <FromFile startedAt={run.run.startedAt} />}
			{rounds > 1 && <RoundSwitch run={run} />}
			{run.phase === 'ended' && (
				<a className="chip chip-link" href="#scorecard">
					{t('score.title')} <ArrowDown size={13} aria-hidden="true" />
				</a>
			)}
		</section>
	);
}

function FromFile({ startedAt }: { readonly startedAt: string }) {
	const { t, language } = useSpeech();
	const date = new Date(startedAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
	return <span className="chip">{t('race.fromFile', { date })}</span>;
}

/** The line before the first race. */
export function ReadyLine() {
	const { t, formats } = useSpeech();
	const each = useAppStore(({ draft }) => draft?.eachMs ?? 50);
	const problem = useAppStore(({ draft }) => (draft === null ? null : draftProblem(draft)));
	return (
		<section className="status-line" data-verdict="none">
			<div className="status-text">
				<p className="status-invitation">{t(problem ?? 'race.empty')}</p>
				<p className="verdict-more">
					<Explained says={() => [t('explain.draftEach')]}>
						{t('race.emptyMore', { each: formats.figure(each) })}
					</Explained>
				</p>
			</div>
		</section>
	);
}

/** Says so where the next race will be between others than those that are shown, and why there can be none yet. */
function NextRace({ run }: { readonly run: RunFacts }) {
	const { t, formats } = useSpeech();
	const providers = useAppStore(({ app }) => app?.providers ?? []);
	const chosen = useAppStore(({ draft }) => draft?.providerIds ?? []);
	const problem = useAppStore(({ draft }) => (draft === null ? null : draftProblem(draft)));
	const names = raceNames(chosen.map((id) => providers.find((provider) => provider.id === id)?.name ?? ''));
	const shown = run.run.providers.map(({ name }) => name);
	if (run.phase !== 'ended' || (problem === null && names.join('\n') === shown.join('\n'))) return null;
	const next = formats.names(names);
	const said = problem === null ? next : t(problem);
	return (
		<span className="chip next-race" role="status" title={said}>
			<CornerDownRight size={13} aria-hidden="true" />
			<span>{t('ready.next', { names: said })}</span>
		</span>
	);
}

function VerdictText({
	words: { trusted, first, more },
	stallNs,
}: {
	readonly words: VerdictWords;
	readonly stallNs: number;
}) {
	const { t, formats } = useSpeech();
	const limit = formats.wait(stallNs);
	const Sign = trusted ? ShieldCheck : TriangleAlert;
	return (
		<>
			<p className="verdict" data-trusted={trusted}>
				<Sign size={18} aria-hidden="true" />
				<Explained says={() => [t('explain.verdict', { limit }), t('explain.stalls', { limit })]}>{first}</Explained>
			</p>
			{more !== '' && (
				<p className="verdict-more">
					<Explained says={() => [t('explain.verdict', { limit })]}>{more}</Explained>
				</p>
			)}
		</>
	);
}

function RoundSwitch({ run }: { readonly run: RunFacts }) {
	const { t } = useSpeech();
	const { session } = useController();
	const { rounds } = run.run;
	if (run.phase !== 'ended') {
		return (
			<Explained className="chip number" says={() => [t('explain.round')]}>
				{t('race.roundOf', { round: run.latestRound, rounds })}
			</Explained>
		);
	}
	return (
		<label className="chip" data-explain="" ref={(element) => explain(element, () => [t('explain.round')])}>
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
