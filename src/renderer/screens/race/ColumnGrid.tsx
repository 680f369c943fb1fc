import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useAppStore, withWideToggled } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { moveInColumns } from '../../ui/move-focus.ts';

export interface ColumnGridProps {
	/** By place in the race; the one that is opened wide stands alone. */
	readonly shown: readonly number[];
	/** Whether a column is the one that Tab leads to: one of its parts is in the tab order, and none of the others'. */
	readonly children: (provider: number, isStop: boolean) => ReactNode;
}

/** Columns side by side. To Tab they are one stop; arrow keys lead on from there, and Enter opens a column wide. */
export function ColumnGrid({ shown, children }: ColumnGridProps) {
	const { t } = useSpeech();
	const [last, setLast] = useState(0);
	const stop = shown.includes(last) ? last : shown[0];

	function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
		if (moveInColumns(event) || event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey) return;
		const opens = columnOf(event.target)?.querySelector<HTMLElement>('.column-open');
		if (!opens) return;
		event.preventDefault();
		// What explained itself does so no longer, and Escape leads back to where this began.
		opens.focus();
		useAppStore.setState((store) => withWideToggled(store, placeOf(opens)), true);
	}

	return (
		<section
			className="columns"
			aria-label={t('race.columns')}
			data-count={shown.length}
			onKeyDown={onKeyDown}
			onFocus={({ target }) => setLast(placeOf(target))}
		>
			{shown.map((provider) => children(provider, provider === stop))}
		</section>
	);
}

function columnOf(target: EventTarget): HTMLElement | null {
	return target instanceof Element ? target.closest<HTMLElement>('.column') : null;
}

function placeOf(target: EventTarget): number {
	return Number(columnOf(target)?.dataset.provider ?? 0);
}
