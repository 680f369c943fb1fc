import { useEffect, useRef } from 'react';
import { MOVES, SHORTCUTS } from '../../core/shortcuts.ts';
import { useAppStore } from '../store/app-store.ts';
import { useSpeech } from './language.ts';

/** Lists the shortcuts, from the table that handles them. */
export function HelpDialog() {
	const { t } = useSpeech();
	const open = useAppStore((facts) => facts.helpOpen);
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		if (open && !dialog.current?.open) dialog.current?.showModal();
		if (!open) dialog.current?.close();
	}, [open]);
	return (
		<dialog
			ref={dialog}
			className="dialog"
			aria-labelledby="help-title"
			onClose={() => useAppStore.setState({ helpOpen: false })}
		>
			<h2 id="help-title">{t('help.title')}</h2>
			<dl className="shortcuts">
				{[...SHORTCUTS, ...MOVES].map(({ keys, says }) => (
					<div key={says}>
						<dt>
							{keys.map((key) => (
								<kbd key={key}>{key}</kbd>
							))}
						</dt>
						<dd>{t(says)}</dd>
					</div>
				))}
			</dl>
			<form method="dialog">
				<button type="submit" className="secondary">
					{t('help.close')}
				</button>
			</form>
		</dialog>
	);
}
