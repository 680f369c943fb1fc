import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';
import { seriesStyle } from '../../charts/palette.ts';
import { Explained } from '../../ui/Explained.tsx';
import { NO_NUMBER } from '../../ui/format.ts';
import type { Speech } from '../../ui/language.ts';
import { certaintyWords, shortCertainty } from './certainty.ts';
import { fewWords } from './column-words.ts';
import type { Figure, ScoreColumn } from './score-columns.ts';
import type { ScoreRow } from './score-rows.ts';

export interface ScoreTableRowProps {
	/** Of the table: each of its hundreds of numbers asking for it itself would take longer than to score them. */
	readonly speech: Speech;
	readonly row: ScoreRow;
	/** Those that are not chosen are in the details all the same. */
	readonly every: readonly ScoreColumn[];
	readonly columns: readonly ScoreColumn[];
	readonly place: number;
	readonly wins: boolean;
	/** Whether its number stands before its name, as in the charts. */
	readonly numbered: boolean;
}

/** One provider's numbers, and on request each of them with its interval and what it was made from. */
export function ScoreTableRow({ speech, row, every, columns, place, wins, numbered }: ScoreTableRowProps) {
	const { provider, name, n } = row;
	const [open, setOpen] = useState(false);
	return (
		<>
			<tr data-provider={provider} data-status={row.status} data-wins={wins}>
				<RowHead {...{ speech, provider, name, n, numbered, open, setOpen }} />
				{columns.map((column, index) => (
					<Cell
						key={column.id}
						{...{ speech, column }}
						figures={column.figures(row)}
						pending={column.pending?.(row) === true}
						byArrows={place > 0 || index > 0}
					/>
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

interface RowHeadProps
	extends Pick<ScoreRow, 'provider' | 'name' | 'n'>,
		Pick<ScoreTableRowProps, 'speech' | 'numbered'> {
	readonly open: boolean;
	readonly setOpen: (open: boolean) => void;
}

/** No slider changes it. */
const RowHead = memo(({ speech: { t, formats }, provider, name, n, numbered, open, setOpen }: RowHeadProps) => {
	const { colour, patterned } = seriesStyle(provider);
	const Sign = open ? ChevronDown : ChevronRight;
	return (
		<th scope="row">
			<span className="score-name">
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
				<bdi title={name}>{numbered ? `${provider + 1} ${name}` : name}</bdi>
				<span className="hint number score-n">{t('scorecard.nIs', { n: formats.count(n) })}</span>
			</span>
		</th>
	);
});

interface CellProps extends Pick<ScoreTableRowProps, 'speech'> {
	readonly column: ScoreColumn;
	readonly figures: readonly Figure[];
	readonly pending: boolean;
	readonly byArrows: boolean;
}

/** Hundreds of them stand in a table, and what moves changes a few: one that shows the same is left as it is. */
const Cell = memo(
	({ speech, column: { id }, figures, pending, byArrows }: CellProps) => (
		<td data-column={id}>
			<Explained byArrows={byArrows} className="number">
				{pending ? <span className="score-pending">…</span> : <Figures figures={figures} />}
				{id === 'fluidity' && figures[0] !== undefined && <Bounds figure={figures[0]} speech={speech} />}
			</Explained>
		</td>
	),
	(before, now) =>
		before.speech === now.speech &&
		before.column === now.column &&
		before.pending === now.pending &&
		before.byArrows === now.byArrows &&
		before.figures.every((figure, index) => isShownAlike(figure, now.figures[index])),
);

function isShownAlike({ text, few, certainty }: Figure, other: Figure | undefined): boolean {
	if (other === undefined || text !== other.text || few !== other.few) return false;
	if (certainty.type !== 'interval' || other.certainty.type !== 'interval')
		return certainty.type === other.certainty.type;
	return certainty.low === other.certainty.low && certainty.high === other.certainty.high;
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

interface DetailProps extends Pick<ScoreTableRowProps, 'row' | 'speech'> {
	readonly column: ScoreColumn;
}

function Detail({ column, row, speech }: DetailProps) {
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
