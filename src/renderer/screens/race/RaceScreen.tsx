import { areNumbered } from '../../charts/palette.ts';
import { useAppStore } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { ChartCard } from './ChartCard.tsx';
import { Columns } from './Columns.tsx';
import { ControlBar } from './ControlBar.tsx';
import { ReadyColumns } from './ReadyColumns.tsx';
import { ScorecardTable } from './ScorecardTable.tsx';
import { ReadyLine, StatusLine } from './StatusLine.tsx';

/** One prompt, 2 to 16 providers, side by side. */
export function RaceScreen() {
	const { t } = useSpeech();
	const phase = useAppStore(({ run }) => run?.phase ?? 'none');
	const providers = useAppStore(({ run, draft }) => run?.columns.length ?? draft?.providerIds.length ?? 0);
	const wide = useAppStore((facts) => facts.wide !== null);
	return (
		<>
			<ControlBar />
			<main
				className="race"
				aria-label={t('race.label')}
				data-phase={phase}
				data-density={density(providers, wide)}
				data-many={areNumbered(providers)}
			>
				<h1 className="visually-hidden">{t('race.label')}</h1>
				<div className="race-stage">
					{phase === 'none' ? <ReadyLine /> : <StatusLine />}
					{phase === 'none' ? <ReadyColumns /> : <Columns />}
					<ChartCard />
				</div>
				{phase === 'ended' && <ScorecardTable />}
			</main>
		</>
	);
}

function density(providers: number, wide: boolean): 'wide' | 'roomy' | 'dense' | 'tight' {
	if (wide) return 'wide';
	if (providers <= 4) return 'roomy';
	return providers <= 8 ? 'dense' : 'tight';
}
