import { CircleSlash, Hourglass, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Failure } from '../../../core/events.ts';
import { failureWords } from '../../ui/failure-words.ts';
import { useSpeech } from '../../ui/language.ts';

/** What happened to a stream, and what to do. What arrived before stays above it. */
export function FailurePanel({ failure, partial }: { readonly failure: Failure; readonly partial: boolean }) {
	const { t } = useSpeech();
	const { title, advice, short } = failureWords(failure);
	const cancelled = failure.kind === 'aborted';
	const Icon = cancelled ? CircleSlash : failure.kind === 'held' ? Hourglass : TriangleAlert;
	const tags = [failure.status === null ? null : `HTTP ${failure.status}`, failure.code].filter((tag) => tag !== null);
	return (
		<div className="failure" data-failure={failure.kind} data-cancelled={cancelled}>
			<h3>
				<Icon size={15} aria-hidden="true" />
				{t(title)}
				{!cancelled && tags.length > 0 && <code>{tags.join(' · ')}</code>}
			</h3>
			<p>
				<span className="advice-long">{t(advice)}</span>
				<span className="advice-short">{t(short)}</span>{' '}
				{failure.retryAfterMs !== null && <RetryAfter milliseconds={failure.retryAfterMs} />}
			</p>
			{!cancelled && failure.message !== '' && (
				<p className="failure-message" title={failure.message}>
					{failure.message}
				</p>
			)}
			{partial && !cancelled && <p className="hint">{t('column.partial')}</p>}
		</div>
	);
}

function RetryAfter({ milliseconds }: { readonly milliseconds: number }) {
	const { t, formats } = useSpeech();
	const [until] = useState(() => performance.now() + milliseconds);
	const [left, setLeft] = useState(milliseconds);
	useEffect(() => {
		const timer = setInterval(() => {
			const next = until - performance.now();
			setLeft(Math.max(0, next));
			if (next <= 0) clearInterval(timer);
		}, 1_000);
		return () => clearInterval(timer);
	}, [until]);
	const time = formats.wholeSeconds(left);
	return <b className="number">{left > 0 ? t('column.retryIn', { time }) : t('column.retryNow')}</b>;
}
