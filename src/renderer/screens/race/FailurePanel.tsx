import { CircleSlash, Hourglass, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Failure } from '../../../core/events.ts';
import type { ColumnFacts } from '../../live/column-facts.ts';
import type { LiveRun } from '../../live/live-run.ts';
import { isEstimated } from '../../ui/Estimate.tsx';
import { Explained } from '../../ui/Explained.tsx';
import { failureMessage } from '../../ui/failure-message.ts';
import { failureWords } from '../../ui/failure-words.ts';
import { estimateText } from '../../ui/format.ts';
import { useSpeech } from '../../ui/language.ts';

export interface FailurePanelProps {
	readonly failure: Failure;
	/** Something arrived before it. */
	readonly partial: boolean;
	/** What the column's numbers had come to until then. */
	readonly reached: Pick<ColumnFacts, 'fluidityIndex' | 'accounting' | 'tokens'>;
	/** When it failed, on the run's clock. */
	readonly atNs: number;
	/** Who was asked. */
	readonly host: string;
	readonly live: Pick<LiveRun, 'source' | 'nowNs'>;
}

/** What happened to a stream, and what to do. What arrived before stays above it. */
export function FailurePanel({ failure, partial, reached, atNs, host, live }: FailurePanelProps) {
	const { t } = useSpeech();
	const { title, advice, short } = failureWords(failure);
	const said = failureMessage(failure, host, t);
	const cancelled = failure.kind === 'aborted';
	const Icon = cancelled ? CircleSlash : failure.kind === 'held' ? Hourglass : TriangleAlert;
	const tags = [failure.status === null ? null : `HTTP ${failure.status}`, failure.code].filter((tag) => tag !== null);
	return (
		<div className="failure" data-failure={failure.kind} data-cancelled={cancelled}>
			<h3>
				<Icon size={15} aria-hidden="true" />
				{t(title)} {!cancelled && tags.length > 0 && <code>{tags.join(' · ')}</code>}
			</h3>
			<p>
				<span className="advice-long">{t(advice)}</span>
				<span className="advice-short">{t(short)}</span>{' '}
				{failure.retryAfterMs !== null &&
					(failure.kind === 'held' ? (
						<WaitLeft milliseconds={failure.retryAfterMs} />
					) : (
						<RetryAfter milliseconds={failure.retryAfterMs} {...{ atNs, live }} />
					))}
			</p>
			{!cancelled && failure.message !== '' && (
				<p className="failure-message" title={failure.message} lang={said.lang ?? undefined}>
					{said.text}
				</p>
			)}
			{partial && !cancelled && (
				<p className="hint">
					{t('column.partial')} <UntilThen reached={reached} />
				</p>
			)}
		</div>
	);
}

/** The fluidity-index that a request had before it broke off, and does not count with. */
function UntilThen({ reached }: Pick<FailurePanelProps, 'reached'>) {
	const { t, formats } = useSpeech();
	if (reached.fluidityIndex === null) return null;
	const index = estimateText(formats.index(reached.fluidityIndex), isEstimated(reached));
	return (
		<Explained byArrows className="until number" says={() => [t('explain.fluidity'), t('explain.failed')]}>
			{t('column.untilThen', { index })}
		</Explained>
	);
}

/** What was left of the provider's wait when a held request was due. */
function WaitLeft({ milliseconds }: { readonly milliseconds: number }) {
	const { t, formats } = useSpeech();
	return (
		<Explained byArrows className="retry number" says={() => [t('fail.held.leftSays')]}>
			{t('fail.held.left', { time: formats.seconds(milliseconds) })}
		</Explained>
	);
}

interface RetryAfterProps extends Pick<FailurePanelProps, 'atNs' | 'live'> {
	readonly milliseconds: number;
}

/** How long the provider asked to wait: of a race of this app what is left of it, of a run from a file the whole of it. */
function RetryAfter(props: RetryAfterProps) {
	const { t, formats } = useSpeech();
	const { milliseconds, atNs, live } = props;
	const [left, setLeft] = useState(() => leftMs(props));
	const counts = live.source === 'race' && left > 0;
	useEffect(() => {
		if (!counts) return;
		const timer = setInterval(() => setLeft(leftMs({ milliseconds, atNs, live })), 1_000);
		return () => clearInterval(timer);
	}, [counts, milliseconds, atNs, live]);
	const asked = formats.wholeSeconds(milliseconds);
	return (
		<Explained byArrows className="retry number" says={() => [t('explain.retry', { asked })]}>
			{live.source === 'file'
				? t('column.retryAsked', { time: asked })
				: counts
					? t('column.retryIn', { time: formats.wholeSeconds(left) })
					: t('column.retryNow')}
		</Explained>
	);
}

function leftMs({ milliseconds, atNs, live }: RetryAfterProps): number {
	return milliseconds - (live.nowNs(performance.now()) - atNs) / 1e6;
}
