import { TriangleAlert, Unplug } from 'lucide-react';
import type { Problem } from '../../core/api.ts';
import { useController } from '../controller.ts';
import { useAppStore } from '../store/app-store.ts';
import { ReloadButton } from './BrokenPage.tsx';
import { useSpeech } from './language.ts';
import { problemWords } from './problem-words.ts';

/** What the person should know: a lost connection, a refusal, and what the app tells. */
export function Notices() {
	const { t } = useSpeech();
	const { call } = useController();
	const connection = useAppStore((facts) => facts.connection);
	const problem = useAppStore((facts) => facts.problem);
	const notices = useAppStore(({ app }) => app?.notices);
	if (connection !== 'lost' && problem === null && !notices?.length) return null;
	return (
		<section className="notices" aria-label={t('notice.label')}>
			{connection === 'lost' && (
				<div className="notice" data-notice="connection-lost" role="status">
					<Unplug size={16} aria-hidden="true" />
					<p>
						<b>{t('connection.lost')}</b> {t('connection.lostMore')}
					</p>
				</div>
			)}
			{problem !== null && (
				<div className="notice notice-bad" data-notice={problem.code} role="alert">
					<TriangleAlert size={16} aria-hidden="true" />
					<ProblemText problem={problem} />
					{problem.code === 'page-broke' && <ReloadButton>{t('notice.reload')}</ReloadButton>}
					<button type="button" className="quiet" onClick={() => useAppStore.setState({ problem: null })}>
						{t('notice.dismiss')}
					</button>
				</div>
			)}
			{notices?.map((notice) => (
				<div key={notice.code} className="notice" data-notice={notice.code} role="status">
					<TriangleAlert size={16} aria-hidden="true" />
					<ProblemText problem={notice} />
					<button type="button" className="quiet" onClick={() => void call('dismissNotice', { code: notice.code })}>
						{t('notice.dismiss')}
					</button>
				</div>
			))}
		</section>
	);
}

function ProblemText({ problem }: { readonly problem: Problem }) {
	return (
		<p>
			<ProblemSentences problem={problem} />
		</p>
	);
}

/** A problem, why it came to that, and what the system said, in a language that only the system knows. */
export function ProblemSentences({ problem }: { readonly problem: Problem }) {
	const { t } = useSpeech();
	const { key, message } = problemWords(problem);
	const { names, cause, quote } = problem;
	return (
		<>
			{key !== null && <b>{t(key, names)}</b>} {message !== '' && <span lang="en">{message}</span>}
			{cause !== undefined && (
				<span className="notice-cause">
					<ProblemSentences problem={cause} />
				</span>
			)}
			{quote !== undefined && (
				<>
					{' '}
					{t('notice.system')} <q lang="">{quote}</q>
				</>
			)}
		</>
	);
}
