import { memo, useDeferredValue, useMemo } from 'react';
import { seriesStyle } from '../../charts/palette.ts';
import { useController } from '../../controller.ts';
import type { LiveRun } from '../../live/live-run.ts';
import { useAppStore } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { deadlinesOf } from './settings.ts';
import { longestStalls, type StallPlace } from './stalls.ts';
import type { ScorecardFacts } from './use-scorecard.ts';

const MOST_SHOWN = 100;

export interface StallListProps {
	readonly live: LiveRun;
	readonly facts: ScorecardFacts;
}

/**
 * Every wait that reached the limit. A click shows it in the race: text, strip and chart go there, which are under the
 * run's own deadlines. So under others there is no way: the wait there is another number.
 */
export function StallList({ live, facts: { settings, exploratory, counted } }: StallListProps) {
	// The table comes first while a slider moves.
	const deferred = useDeferredValue(settings);
	const { shown, count } = useMemo(
		() => longestStalls(counted, deadlinesOf(deferred), deferred.definition, MOST_SHOWN),
		[counted, deferred],
	);
	const seen = counted.rows.some(({ standing }) => standing === 'whole' || standing === 'partial');
	const names = useMemo(() => live.run.providers.map(({ name }) => name), [live]);
	return <Stalls {...{ shown, count, seen, exploratory, names }} stallMs={deferred.stallMs} />;
}

interface StallsProps {
	/** The longest. */
	readonly shown: readonly StallPlace[];
	/** Of all. */
	readonly count: number;
	/** Whether anybody saw text. */
	readonly seen: boolean;
	readonly stallMs: number;
	readonly exploratory: boolean;
	/** By provider. */
	readonly names: readonly string[];
}

/** Drawn anew only when they are others. */
const Stalls = memo(({ shown, count, seen, stallMs, exploratory, names }: StallsProps) => {
	const { t, formats } = useSpeech();
	const { session } = useController();
	const limit = formats.wait(stallMs * 1e6);
	const go = ({ provider, round, atNs }: StallPlace): void => {
		session.showRound(round);
		useAppStore.setState({ screen: 'race', wide: null, pointer: { provider, round, atNs } });
	};
	return (
		<section className="card score-stalls" aria-labelledby="stalls-title">
			<h2 id="stalls-title">
				{t('scorecard.stalls')}{' '}
				{count > 0 && (
					<span className="hint">
						{t('scorecard.stallsSub', { count, waits: formats.count(count), limit })}
						{count > shown.length && ` · ${t('scorecard.stallsShown', { shown: formats.count(shown.length) })}`}
					</span>
				)}
			</h2>
			{count === 0 && <p className="hint">{t(seen ? 'scorecard.stallsNone' : 'scorecard.stallsUnseen', { limit })}</p>}
			{exploratory && count > 0 && (
				<p id="stalls-closed" className="hint">
					{t('scorecard.stallsExploratory')}
				</p>
			)}
			<ul>
				{shown.map((stall) => {
					const name = names[stall.provider] ?? '';
					const { colour, patterned } = seriesStyle(stall.provider);
					const said = { wait: formats.wait(stall.waitNs), at: formats.wait(stall.atNs) };
					return (
						<li key={`${stall.provider}/${stall.round}/${stall.token}`}>
							<button
								type="button"
								disabled={exploratory}
								aria-describedby={exploratory ? 'stalls-closed' : undefined}
								title={t(exploratory ? 'scorecard.stallIs' : 'scorecard.stallGo', {
									...said,
									name,
									round: formats.count(stall.round),
								})}
								onClick={() => go(stall)}
							>
								<span className="swatch" data-series={colour} data-patterned={patterned} aria-hidden="true" />
								<b className="number">{said.wait}</b>
								<span className="score-stall-name">
									<bdi>{name}</bdi>
								</span>
								<span className="hint number">
									{t('scorecard.stallRound', { round: formats.count(stall.round) })} · {said.at}
								</span>
							</button>
						</li>
					);
				})}
			</ul>
		</section>
	);
});
