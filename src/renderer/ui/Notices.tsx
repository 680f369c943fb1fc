import { TriangleAlert, Unplug } from 'lucide-react';
import { useController } from '../controller.ts';
import { useAppStore } from '../store/app-store.ts';
import { useSpeech } from './language.ts';

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
					<p>{problem.message}</p>
					<button type="button" className="quiet" onClick={() => useAppStore.setState({ problem: null })}>
						{t('notice.dismiss')}
					</button>
				</div>
			)}
			{notices?.map(({ code, message }) => (
				<div key={code} className="notice" data-notice={code} role="status">
					<TriangleAlert size={16} aria-hidden="true" />
					<p>{message}</p>
					<button type="button" className="quiet" onClick={() => void call('dismissNotice', { code })}>
						{t('notice.dismiss')}
					</button>
				</div>
			))}
		</section>
	);
}
