import { useAppStore } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { ChartCard } from './ChartCard.tsx';
import { Columns } from './Columns.tsx';
import { ControlBar } from './ControlBar.tsx';
import { ScorecardTable } from './ScorecardTable.tsx';
import { StatusLine } from './StatusLine.tsx';

/** One prompt, 2 to 16 providers, side by side. */
export function RaceScreen() {
	const { t } = useSpeech();
	const phase = useAppStore(({ run }) => run?.phase ?? 'none');
	const providers = useAppStore(({ run }) => run?.columns.length ?? 0);
	const wide = useAppStore((facts) => facts.wide !== null);
	return (
		<>
			<ControlBar />
			<main className="race" aria-label={t('race.label')} data-phase={phase} data-density={density(providers, wide)}>
				{phase === 'none' ? (
					<EmptyRace />
				) : (
					<>
						<h1 className="visually-hidden">{t('race.label')}</h1>
						<div className="race-stage">
							<StatusLine />
							<Columns />
							<ChartCard />
						</div>
						{phase === 'ended' && <ScorecardTable />}
					</>
				)}
			</main>
		</>
	);
}

function density(providers: number, wide: boolean): 'wide' | 'roomy' | 'dense' | 'tight' {
	if (wide) return 'wide';
	if (providers <= 4) return 'roomy';
	return providers <= 8 ? 'dense' : 'tight';
}

const BEATS = Array.from({ length: 26 }, (_, beat) => beat);

function EmptyRace() {
	const { t, formats } = useSpeech();
	const each = useAppStore(({ draft }) => draft?.eachMs ?? 50);
	return (
		<div className="empty">
			<svg viewBox="0 0 260 60" width="260" height="60" aria-hidden="true">
				{BEATS.map((beat) => (
					<rect
						key={beat}
						x={beat * 10 + 2}
						y={beat > 10 && beat < 16 ? 60 : 14}
						width="5"
						height="16"
						rx="1.5"
						className={beat === 16 ? 'empty-late' : 'empty-beat'}
					/>
				))}
				<rect x="110" y="6" width="55" height="48" className="empty-wait" />
				<path d="M0 36h260" className="empty-line" />
				{BEATS.map((beat) => (
					<path
						key={beat}
						d={`M${beat * 10 + 4.5} 40v8`}
						className={beat > 10 && beat < 17 ? 'empty-missed' : 'empty-due'}
					/>
				))}
			</svg>
			<h1>{t('race.empty')}</h1>
			<p>{t('race.emptyMore', { each: formats.count(each) })}</p>
		</div>
	);
}
