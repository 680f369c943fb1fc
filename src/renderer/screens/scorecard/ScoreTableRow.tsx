import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { areNumbered, seriesStyle } from '../../charts/palette.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';
import { Explained } from '../../ui/Explained.tsx';
import { NO_NUMBER } from '../../ui/format.ts';
import type { Speech } from '../../ui/language.ts';
import { certaintyWords, shortCertainty } from './certainty.ts';
import { chosenWords, explanationOf } from './column-words.ts';
import type { Figure, ScoreColumn } from './score-columns.ts';
import type { ScoreRow } from './score-rows.ts';
import { isTargetMoved } from './settings.ts';

export interface ScoreTableRowProps {
	/** Of the table: each of its hundreds of numbers asking for it itself would take longer than to score them. */
	readonly speech: Speech;
	readonly row: ScoreRow;
	/** Those that are not chosen are in the details all the same. */
	readonly every: readonly ScoreColumn[];
	readonly columns: readonly ScoreColumn[];
	readonly place: number;
	readonly settings: RescoreSettings;
	readonly exploratory: boolean;
	readonly healthy: boolean;
	readonly wins: boolean;
	/** Of rows. */
	readonly count: number;
}

/** One provider's numbers, and on request each of them with its interval and what it was made from. */
export function ScoreTableRow(props: ScoreTableRowProps) {
	const { speech, row, every, columns, place, wins, count } = props;
	const { provider, name, n } = row;
	const [open, setOpen] = useState(false);
	return (
		<>
			<tr data-status={row.status} data-wins={wins}>
				<RowHead {...{ speech, provider, name, n, count, open, setOpen }} />
				{columns.map((column, index) => (
					<Cell key={column.id} column={column} byArrows={place > 0 || index > 0} {...props} />
				))}
			</tr>
			{open && (
				<tr className="score-details">
					<td colSpan={columns.length + 1}>
						<dl>
							{every.filter(hasDetail).map((column) => (
								<Detail key={column.id} {...{ column, row, speech }} />
							))}
						</dl>
					</td>
				</tr>
			)}
		</>
	);
}

interface RowHeadProps extends Pick<ScoreRow, 'provider' | 'name' | 'n'>, Pick<ScoreTableRowProps, 'speech' | 'count'> {
	readonly open: boolean;
	readonly setOpen: (open: boolean) => void;
}

/** No slider changes it. */
const RowHead = memo(({ speech: { t, formats }, provider, name, n, count, open, setOpen }: RowHeadProps) => {
	const { colour, patterned } = seriesStyle(provider);
	const Sign = open ? ChevronDown : ChevronRight;
	return (
		<th scope="row">
			<button
				type="button"
				className="quiet icon-button score-open"
				aria-expanded={open}
				aria-label={t('scorecard.details', { name })}
				title={t('scorecard.detailsShort')}
				onClick={() => setOpen(!open)}
			>
				<Sign size={14} aria-hidden="true" />
			</button>
			<span className="swatch" data-series={colour} data-patterned={patterned} aria-hidden="true" />
			<bdi title={name}>{areNumbered(count) ? `${provider + 1} ${name}` : name}</bdi>
			<span className="hint number score-n">{t('scorecard.nIs', { n: formats.count(n) })}</span>
		</th>
	);
});

interface CellProps extends ScoreTableRowProps {
	readonly column: ScoreColumn;
	readonly byArrows: boolean;
}

function Cell({ speech, column, byArrows, row, settings, exploratory, healthy }: CellProps) {
	const { t } = speech;
	const figures = column.figures(row);
	const says = () => [
		explanationOf(column, settings, speech),
		...new Set(figures.map(({ certainty }) => certaintyWords(certainty, speech))),
		fewWords(column, figures, speech),
		column.made(row),
		column.follows.length === 0 ? null : t(`scorecard.accounting.${row.accounting}`),
		chosenWords(column, settings, speech),
		exploratory ? t('scorecard.exploratory') : null,
		column.id === 'fluidRate' && isTargetMoved(settings) ? t('scorecard.exploratoryTarget') : null,
		healthy ? null : t('explain.unhealthy'),
	];
	return (
		<td>
			<Explained byArrows={byArrows} says={says} className="number">
				{column.pending?.(row) === true ? <span className="score-pending">…</span> : <Figures figures={figures} />}
				{column.id === 'fluidity' && figures[0] !== undefined && <Bounds figure={figures[0]} speech={speech} />}
			</Explained>
		</td>
	);
}

function Figures({ figures }: { readonly figures: readonly Figure[] }) {
	return figures.map(({ text, few = false }, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: a column's figures never change places
		<span key={index} data-few={few}>
			{index > 0 && ' / '}
			{text}
		</span>
	));
}

function Bounds({ figure: { certainty }, speech }: { readonly figure: Figure; readonly speech: Speech }) {
	const words = shortCertainty(certainty, speech);
	if (words === null) return null;
	const pending = certainty.type === 'pending' ? 'score-pending' : '';
	return <small className={`score-interval ${pending}`}>{words}</small>;
}

/** How many there are stands beside the name, and how they ended is no number. */
function hasDetail({ id }: ScoreColumn): boolean {
	return id !== 'n' && id !== 'status';
}

function Detail({ column, row, speech }: Pick<CellProps, 'column' | 'row' | 'speech'>) {
	const figures = column.figures(row);
	const bounds = figures.map(({ certainty }) => (certainty.type === 'none' ? null : shortCertainty(certainty, speech)));
	const none = figures.flatMap(({ certainty, text }) =>
		certainty.type === 'none' && text !== NO_NUMBER ? [certaintyWords(certainty, speech)] : [],
	);
	return (
		<div>
			<dt>{column.label}</dt>
			<dd>
				<b className="number">
					{column.pending?.(row) === true ? <span className="score-pending">…</span> : <Figures figures={figures} />}
				</b>{' '}
				{bounds.some((words) => words !== null) && (
					<span className="number">[{bounds.map((words) => words ?? '–').join('] / [')}]</span>
				)}
				{[...new Set(none)].map((words) => (
					<span key={words} className="hint">
						{words}
					</span>
				))}
				<span className="hint">{[fewWords(column, figures, speech), column.made(row)].filter(Boolean).join(' ')}</span>
			</dd>
		</div>
	);
}

function fewWords({ id }: ScoreColumn, figures: readonly Figure[], { t }: Speech): string | null {
	if (!figures.some(({ few }) => few === true)) return null;
	return t(id === 'fluidRate' ? 'scorecard.fewRequests' : 'explain.few');
}
