import { useAppStore } from '../../store/app-store.ts';
import { Column } from './Column.tsx';
import { ColumnGrid } from './ColumnGrid.tsx';

/** The columns of a race, or the one that is opened wide. */
export function Columns() {
	const runId = useAppStore(({ run }) => run?.run.id ?? '');
	const count = useAppStore(({ run }) => run?.columns.length ?? 0);
	const wide = useAppStore((facts) => facts.wide);
	const shown = Array.from({ length: count }, (_, index) => index).filter((index) => wide === null || wide === index);
	return (
		<ColumnGrid shown={shown}>
			{(provider, isStop) => <Column key={`${runId}/${provider}`} provider={provider} isStop={isStop} />}
		</ColumnGrid>
	);
}
