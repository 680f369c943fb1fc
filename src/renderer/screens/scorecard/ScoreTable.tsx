import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import type { RunResult } from '../../../core/api.ts';
import { changedChoices } from '../../../core/exploratory.ts';
import { areNumbered, seriesStyle } from '../../charts/palette.ts';
import { useScorecardStore } from '../../store/scorecard-store.ts';
import { definitionWords } from '../../ui/definition-words.ts';
import { Explained } from '../../ui/Explained.tsx';
import { type Speech, useSpeech } from '../../ui/language.ts';
import { SCORE_COLUMNS, type ScoreColumn } from './score-columns.ts';
import { type ScoreRow, sortedRows } from './score-rows.ts';
import type { RescoreSettings } from './settings.ts';
import type { ScorecardFacts } from './use-scorecard.ts';

export interface ScoreTableProps {
	readonly facts: ScorecardFacts;
	readonly result: RunResult;
	/** Whom the verdict names; null where it names nobody, or the numbers are exploratory. */
	readonly winner: number | null;
}

/** Every provider's numbers. Arrow keys lead from number to number; a column's head sorts by it. */
export function ScoreTable({ facts, result, winner }: ScoreTableProps) {
	const { t } = useSpeech();
	const chosen = useScorecardStore(({ columns }) => columns);
	const sort = useScorecardStore((choices) => choices.sort);
	const columns = SCORE_COLUMNS.filter(({ id }) => chosen.includes(id));
	const sorting = columns.find(({ id }) => id === sort?.column);
	const rows = sorting && sort ? sortedRows(facts.rows, sorting.sort, sort.descending) : facts.rows;
	const healthy = result.scorecard.health?.healthy ?? false;
	return (
		<section className="card score-table" aria-label={t('scorecard.table')} data-healthy={healthy}>
			<div className="table-scroll">
				<table onKeyDown={moveFocus}>
					<thead>
						<tr>
							<th scope="col">
								{t('metric.provider')}
								<ColumnPicker />
							</th>
							{columns.map((column) => (
								<ColumnHead key={column.id} column={column} settings={facts.settings} />
							))}
						</tr>
					</thead>
					<tbody>
						{rows.map((row, place) => (
							<Row
								key={row.provider}
								{...{ row, columns, place, healthy }}
								settings={facts.settings}
								exploratory={facts.exploratory}
								wins={row.provider === winner}
								count={facts.rows.length}
							/>
						))}
					</tbody>
				</table>
			</div>
		</section>
	);
}

function ColumnHead({ column, settings }: { readonly column: ScoreColumn; readonly settings: RescoreSettings }) {
	const speech = useSpeech();
	const { t } = speech;
	const sort = useScorecardStore((choices) => choices.sort);
	const sorted = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : undefined;
	const press = (): void => {
		const first = column.highIsGood;
		const next =
			sorted === undefined
				? { column: column.id, descending: first }
				: sort?.descending === first
					? { column: column.id, descending: !first }
					: null;
		useScorecardStore.setState({ sort: next });
	};
	return (
		<th scope="col" aria-sort={sorted}>
			<Explained says={() => [t(column.explains, valuesOf(settings, speech)), t('scorecard.sortBy')]} onPress={press}>
				{sorted === 'descending' && <ArrowDown size={12} aria-hidden="true" />}
				{sorted === 'ascending' && <ArrowUp size={12} aria-hidden="true" />}
				{t(column.label)}
			</Explained>
		</th>
	);
}

interface RowProps {
	readonly row: ScoreRow;
	readonly columns: readonly ScoreColumn[];
	readonly place: number;
	readonly settings: RescoreSettings;
	readonly exploratory: boolean;
	readonly healthy: boolean;
	readonly wins: boolean;
	readonly count: number;
}

function Row({ row, columns, place, settings, exploratory, healthy, wins, count }: RowProps) {
	const speech = useSpeech();
	const { t } = speech;
	const { colour, patterned } = seriesStyle(row.provider);
	const says = (column: ScoreColumn) => () => [
		t(column.explains, valuesOf(settings, speech)),
		column.id === 'fluidity' ? intervalWords(row, speech) : null,
		column.made(row, speech),
		column.id === 'price' || column.id === 'n' || column.id === 'status'
			? null
			: t(`scorecard.accounting.${row.accounting}`),
		choiceWords(settings, speech),
		exploratory ? t('scorecard.exploratory') : null,
		healthy ? null : t('explain.unhealthy'),
	];
	return (
		<tr data-status={row.status} data-wins={wins}>
			<th scope="row">
				<span className="swatch" data-series={colour} data-patterned={patterned} aria-hidden="true" />
				<bdi>{areNumbered(count) ? `${row.provider + 1} ${row.name}` : row.name}</bdi>
			</th>
			{columns.map((column, index) => (
				<td key={column.id}>
					<Explained byArrows={place > 0 || index > 0} says={says(column)} className="number">
						{column.pending?.(row) === true ? <span className="score-pending">…</span> : column.text(row, speech)}
						{column.id === 'fluidity' && <IntervalOf row={row} />}
					</Explained>
				</td>
			))}
		</tr>
	);
}

function IntervalOf({ row: { interval } }: { readonly row: ScoreRow }) {
	const { t, formats } = useSpeech();
	if (interval === undefined) return <small className="score-interval score-pending">{t('scorecard.pending')}</small>;
	if (interval === null) return null;
	const bounds = { low: formats.exact(interval.low), high: formats.exact(interval.high) };
	return <small className="score-interval">{t('scorecard.intervalShort', bounds)}</small>;
}

function intervalWords({ interval }: ScoreRow, { t, formats }: Speech): string {
	if (interval === undefined) return t('scorecard.intervalPending');
	if (interval === null) return t('scorecard.noInterval');
	return t('scorecard.interval', { low: formats.exact(interval.low), high: formats.exact(interval.high) });
}

function valuesOf({ stallMs, share, definition }: RescoreSettings, speech: Speech) {
	const { formats } = speech;
	return { ...definitionWords(definition, speech), limit: formats.wait(stallMs * 1e6), share: formats.percent(share) };
}

function choiceWords({ definition }: RescoreSettings, { t, formats }: Speech): string | null {
	const words = changedChoices(definition).flatMap((choice) =>
		choice === 'ttftDeadline'
			? []
			: [`${t(`choice.${choice}`)}: ${t(`choice.${choice}.${definition[choice]}` as Parameters<typeof t>[0])}`],
	);
	return words.length === 0 ? null : t('scorecard.chosen', { choices: formats.names(words) });
}

function ColumnPicker() {
	const { t } = useSpeech();
	const columns = useScorecardStore((choices) => choices.columns);
	const id = useId();
	return (
		<>
			<button
				type="button"
				className="quiet icon-button"
				popoverTarget={id}
				aria-label={t('scorecard.columns')}
				title={t('scorecard.columns')}
			>
				<Columns3 size={15} aria-hidden="true" />
			</button>
			<div id={id} popover="auto" className="popover score-columns">
				{SCORE_COLUMNS.map((column) => (
					<label key={column.id}>
						<input
							type="checkbox"
							checked={columns.includes(column.id)}
							onChange={({ target }) =>
								useScorecardStore.setState({
									columns: target.checked ? [...columns, column.id] : columns.filter((each) => each !== column.id),
								})
							}
						/>
						{t(column.label)}
					</label>
				))}
			</div>
		</>
	);
}

const STEPS: Readonly<Record<string, readonly [rows: number, cells: number]>> = {
	ArrowRight: [0, 1],
	ArrowLeft: [0, -1],
	ArrowDown: [1, 0],
	ArrowUp: [-1, 0],
};

function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
	const step = STEPS[event.key];
	const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>('th, td') : null;
	if (step === undefined || cell === null || event.target instanceof HTMLInputElement) return;
	const row = event.currentTarget.rows[(cell.parentElement as HTMLTableRowElement).rowIndex + step[0]];
	const next = row?.cells[cell.cellIndex + step[1]]?.querySelector('button');
	if (!next) return;
	event.preventDefault();
	next.focus();
}
