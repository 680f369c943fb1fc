import { Columns3 } from 'lucide-react';
import { useId } from 'react';
import { type ScoreUnits, useScorecardStore } from '../../store/scorecard-store.ts';
import { useSpeech } from '../../ui/language.ts';
import type { ScoreColumn } from './score-columns.ts';

/** Chooses which columns the table has, and what its numbers are in. */
export function ColumnPicker({ columns }: { readonly columns: readonly ScoreColumn[] }) {
	const { t } = useSpeech();
	const chosen = useScorecardStore((choices) => choices.columns);
	const id = useId();
	return (
		<>
			<button
				type="button"
				className="quiet icon-button score-columns-button"
				popoverTarget={id}
				aria-label={t('scorecard.columns')}
				title={t('scorecard.columns')}
			>
				<Columns3 size={15} aria-hidden="true" />
			</button>
			<div id={id} popover="auto" className="popover score-columns">
				{columns.map((column) => (
					<label key={column.id}>
						<input
							type="checkbox"
							checked={chosen.includes(column.id)}
							onChange={({ target }) =>
								useScorecardStore.setState({
									columns: target.checked ? [...chosen, column.id] : chosen.filter((each) => each !== column.id),
								})
							}
						/>
						{column.label}
					</label>
				))}
				<Unit unit="time" values={['ms', 's']} />
				<Unit unit="pace" values={['rate', 'time']} />
			</div>
		</>
	);
}

interface UnitProps<Unit extends keyof ScoreUnits> {
	readonly unit: Unit;
	readonly values: readonly ScoreUnits[Unit][];
}

function Unit<Name extends keyof ScoreUnits>({ unit, values }: UnitProps<Name>) {
	const { t } = useSpeech();
	const units = useScorecardStore((choices) => choices.units);
	return (
		<label className="score-unit">
			{t(`scorecard.unit.${unit}`)}
			<select
				value={units[unit]}
				onChange={({ target }) => {
					const value = values.find((each) => each === target.value);
					if (value !== undefined) useScorecardStore.setState({ units: { ...units, [unit]: value } });
				}}
			>
				{values.map((value) => (
					<option key={value} value={value}>
						{t(`scorecard.unit.${unit}.${value}` as Parameters<typeof t>[0])}
					</option>
				))}
			</select>
		</label>
	);
}
