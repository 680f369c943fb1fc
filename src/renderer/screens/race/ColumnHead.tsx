import type { ReactNode } from 'react';
import { areNumbered, seriesStyle } from '../../charts/palette.ts';

export interface ColumnHeadProps {
	readonly provider: number;
	/** How many columns there are. */
	readonly count: number;
	readonly name: string;
	readonly model: string;
	readonly persona: string | null;
	/** The heading's id. */
	readonly heading: string;
	/** Its state, and what can be done with it. */
	readonly children: ReactNode;
}

/** Who stands in a column, and how it is. */
export function ColumnHead({ provider, count, name, model, persona, heading, children }: ColumnHeadProps) {
	const { colour, patterned } = seriesStyle(provider);
	const under = persona === null ? model : `${model} · sim:${persona}`;
	return (
		<header className="column-head">
			<span className="swatch" data-series={colour} data-patterned={patterned} aria-hidden="true">
				{areNumbered(count) ? provider + 1 : ''}
			</span>
			<div className="column-names">
				<h2 id={heading} title={name} dir="auto">
					{name}
				</h2>
				<p title={under}>{under}</p>
			</div>
			{children}
		</header>
	);
}
