import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo } from 'react';
import type { RunResult } from '../../../core/api.ts';
import { changedChoices } from '../../../core/exploratory.ts';
import { haveNumbers } from '../../charts/name-lines.ts';
import { useScorecardStore } from '../../store/scorecard-store.ts';
import { definitionSentence, shortChoice } from '../../ui/definition-words.ts';
import { Explained, explainWithin } from '../../ui/Explained.tsx';
import { useSpeech } from '../../ui/language.ts';
import { moveFocus } from '../../ui/move-focus.ts';
import { ColumnPicker } from './ColumnPicker.tsx';
import { COLUMN_WIDTHS } from './column-widths.ts';
import { cellWords, explanationOf, type TableFacts } from './column-words.ts';
import { countedBy } from './counting.ts';
import { ScoreTableRow } from './ScoreTableRow.tsx';
import { type ScoreColumn, scoreColumns } from './score-columns.ts';
import { sortedRows } from './score-rows.ts';
import type { ScorecardFacts } from './use-scorecard.ts';

export interface ScoreTableProps {
	readonly facts: ScorecardFacts;
	readonly result: RunResult;
	/** Whom the verdict names; null where it names nobody, or the numbers are exploratory. */
	readonly winner: number | null;
}

/** Every provider's numbers. Arrow keys lead from number to number; a column's head sorts by it. */
export function ScoreTable({ facts, result, winner }: ScoreTableProps) {
	const speech = useSpeech();
	const { t } = speech;
	const chosen = useScorecardStore(({ columns }) => columns);
	const sort = useScorecardStore((choices) => choices.sort);
	const units = useScorecardStore((choices) => choices.units);
	const every = useMemo(() => scoreColumns(speech, units), [speech, units]);
	const columns = every.filter(({ id }) => chosen.includes(id));
	const sorting = columns.find(({ id }) => id === sort?.column);
	const rows = sorting && sort ? sortedRows(facts.rows, sorting.sort, sort.descending) : facts.rows;
	const healthy = result.scorecard.health?.healthy ?? false;
	const numbered = haveNumbers(facts.rows);
	const accounting = countedBy(facts.counted, facts.settings.definition);
	const saysCell = (number: HTMLElement): (string | null)[] => {
		const provider = Number(number.closest('tr')?.dataset.provider);
		const row = facts.rows.find((candidate) => candidate.provider === provider);
		const column = columns.find(({ id }) => id === number.closest('td')?.dataset.column);
		const { settings, exploratory } = facts;
		return row === undefined || column === undefined
			? []
			: cellWords(column, row, { settings, accounting, exploratory, healthy }, speech);
	};
	return (
		<section className="card score-table" aria-label={t('scorecard.table')} data-healthy={healthy}>
			<div className="table-scroll">
				<table onKeyDown={moveFocus} ref={(table) => explainWithin(table, saysCell)}>
					<colgroup>
						{['name' as const, ...columns.map(({ id }) => id)].map((id) => (
							<col key={id} style={{ width: COLUMN_WIDTHS[id] }} />
						))}
					</colgroup>
					<thead>
						<tr>
							<th scope="col">
								{t('metric.provider')}
								<ColumnPicker columns={every} />
							</th>
							{columns.map((column) => (
								<ColumnHead key={column.id} column={column} settings={facts.settings} accounting={accounting} />
							))}
						</tr>
					</thead>
					<tbody>
						{rows.map((row, place) => (
							<ScoreTableRow
								key={row.provider}
								{...{ speech, row, every, columns, place }}
								wins={row.provider === winner}
								numbered={numbered}
							/>
						))}
					</tbody>
				</table>
			</div>
			<p className="hint score-definition">
				{t('scorecard.scoredBy', { definition: definitionSentence(facts.settings, accounting, speech) })}
			</p>
		</section>
	);
}

interface ColumnHeadProps extends Pick<TableFacts, 'settings' | 'accounting'> {
	readonly column: ScoreColumn;
}

function ColumnHead({ column, settings, accounting }: ColumnHeadProps) {
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
	const changed = changedChoices(settings.definition).filter((choice) => column.follows.includes(choice));
	return (
		<th scope="col" aria-sort={sorted}>
			<Explained
				says={() => [explanationOf(column, { settings, accounting }, speech), t('scorecard.sortBy')]}
				onPress={press}
			>
				{sorted === 'descending' && <ArrowDown size={12} aria-hidden="true" />}
				{sorted === 'ascending' && <ArrowUp size={12} aria-hidden="true" />}
				{column.label}
			</Explained>
			{changed.length > 0 && (
				<small className="score-chosen">
					{changed.map((choice) => shortChoice(choice, settings.definition, speech)).join(' · ')}
				</small>
			)}
		</th>
	);
}
