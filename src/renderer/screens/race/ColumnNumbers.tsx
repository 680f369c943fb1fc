import { Snowflake } from 'lucide-react';
import type { ReactNode } from 'react';
import { hasFewGaps } from '../../../core/scorecard.ts';
import type { ColumnFacts } from '../../live/column-facts.ts';
import { useAppStore } from '../../store/app-store.ts';
import { Estimate, isEstimated } from '../../ui/Estimate.tsx';
import { Explained } from '../../ui/Explained.tsx';
import { estimateText, NO_NUMBER } from '../../ui/format.ts';
import { useSpeech } from '../../ui/language.ts';
import type { WordKey } from '../../ui/words/words.ts';
import { connectionWords } from './connection-words.ts';

export interface ColumnNumbersProps {
	readonly facts: ColumnFacts;
	readonly rounds: number;
	/** Tab leads to the first of them; arrow keys lead to the others. */
	readonly isStop?: boolean;
}

/** A column's numbers, each with what it is. */
export function ColumnNumbers({ facts, rounds, isStop = false }: ColumnNumbersProps) {
	const speech = useSpeech();
	const { t, formats } = speech;
	const ended = useAppStore((store) => store.run?.phase === 'ended');
	const healthy = useAppStore((store) => store.run?.result?.scorecard.health?.healthy ?? true);
	const counted = useAppStore((store) => store.run?.result?.scorecard.run.accounting === 'common');
	const estimated = isEstimated(facts);
	const counting = () => t(estimated ? (ended ? 'explain.estimateForever' : 'explain.estimate') : 'explain.common');
	const made = () => [t('explain.gaps', { count: facts.tokens }), counting(), healthy ? null : t('explain.unhealthy')];
	const visibleLater = facts.firstVisibleMs !== null && facts.firstVisibleMs !== facts.ttftMs;
	// What broke off counts 0, however well it began.
	const failed = facts.failure !== null && facts.state !== 'cancelled' && facts.state !== 'held';
	const few = hasFewGaps({ n: facts.tokens - 1 });
	const first = formats.milliseconds(facts.ttftMs);
	return (
		<div className="numbers" data-healthy={healthy} data-empty={facts.state === 'idle'}>
			<Explained
				byArrows={!isStop}
				className="hero"
				says={() => [t('explain.fluidity'), failed ? t('explain.failed') : null, ...made()]}
			>
				<b className="hero-number number" data-metric="fluidity">
					<Estimate text={formats.index(failed ? 0 : facts.fluidityIndex)} estimated={estimated && !failed} />
				</b>
				<span className="hero-label">{t('metric.fluidity')}</span>
				{rounds > 1 && (
					<span className="hero-mean number" data-metric="mean">
						{t('column.mean', {
							count: facts.endedRounds,
							index: estimateText(formats.index(facts.meanFluidity), !counted),
						})}
					</span>
				)}
			</Explained>
			<span className="numbers-rest">
				<Value
					metric="ttft"
					label={visibleLater ? 'metric.ttftAndVisible' : 'metric.ttft'}
					short="metric.short.ttft"
					mark={facts.connection?.cold === true ? <ColdMark /> : null}
					paired={visibleLater}
					value={visibleLater ? `${first}\u00a0/ ${formats.milliseconds(facts.firstVisibleMs)}` : first}
					says={() => [
						t('explain.ttft'),
						visibleLater ? t('explain.firstVisible') : null,
						...connectionWords(facts, speech),
						t('explain.n', { count: 1 }),
						healthy ? null : t('explain.unhealthy'),
					]}
				/>
				<Value
					metric="tbt-p99"
					label="metric.tbtP99"
					short="metric.short.tbtP99"
					value={formats.milliseconds(facts.tbtP99Ms)}
					estimated={estimated}
					faint={few}
					says={() => [t('explain.tbtP99'), few ? t('explain.few') : null, ...made()]}
				/>
				<Value
					metric="rate"
					label="metric.rate"
					short="metric.rate"
					value={formats.rate(facts.tokensPerSecond)}
					estimated={estimated}
					says={() => [t('explain.rate'), ...made()]}
				/>
				<Value
					metric="missed"
					label="metric.missed"
					short="metric.missed"
					value={facts.state === 'idle' ? NO_NUMBER : formats.count(facts.missed)}
					estimated={estimated}
					bad={facts.missed > 0}
					says={() => [t('explain.missed'), ...made()]}
				/>
			</span>
		</div>
	);
}

interface ValueProps {
	readonly metric: string;
	readonly label: WordKey;
	readonly short: WordKey;
	readonly value: string;
	readonly says: () => readonly (string | null)[];
	readonly estimated?: boolean;
	readonly bad?: boolean;
	readonly faint?: boolean;
	/** Two numbers, which may stand above each other. */
	readonly paired?: boolean;
	/** Behind the number. */
	readonly mark?: ReactNode;
}

/** The connection could not be had in time: the time holds its set-up. */
function ColdMark() {
	const { t } = useSpeech();
	return (
		<span className="cold">
			<Snowflake size={11} aria-hidden="true" />
			<span className="visually-hidden">{t('metric.cold')}</span>
		</span>
	);
}

function Value(props: ValueProps) {
	const { metric, label, short, value, says, estimated = false, bad = false, faint = false, mark = null } = props;
	const { paired = false } = props;
	const { t } = useSpeech();
	return (
		<Explained byArrows className={paired ? 'value paired' : 'value'} says={says}>
			<b className="value-number number" data-metric={metric} data-bad={bad} data-faint={faint}>
				<Estimate text={value} estimated={estimated} />
			</b>
			{mark}
			<span className="value-label label-long">{t(label)}</span>
			<span className="value-label label-short">{t(short)}</span>
		</Explained>
	);
}
