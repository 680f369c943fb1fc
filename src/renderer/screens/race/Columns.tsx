import { useAppStore } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { Column } from './Column.tsx';

/** The columns of a race, or the one that is opened wide. */
export function Columns() {
	const { t } = useSpeech();
	const runId = useAppStore(({ run }) => run?.run.id ?? '');
	const count = useAppStore(({ run }) => run?.columns.length ?? 0);
	const wide = useAppStore((facts) => facts.wide);
	const shown = Array.from({ length: count }, (_, index) => index).filter((index) => wide === null || wide === index);
	return (
		<section className="columns" aria-label={t('race.columns')} data-count={shown.length}>
			{shown.map((provider) => (
				<Column key={`${runId}/${provider}`} provider={provider} />
			))}
		</section>
	);
}
