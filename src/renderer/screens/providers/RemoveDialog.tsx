import { useEffect, useId, useRef } from 'react';
import { useSpeech } from '../../ui/language.ts';

export interface RemoveDialogProps {
	readonly name: string;
	/** Removes the provider, or not; the dialog is closed then. */
	readonly answer: (sure: boolean) => void;
}

/** Asks before a provider and its key are gone. Escape and Cancel keep them. */
export function RemoveDialog({ name, answer }: RemoveDialogProps) {
	const { t } = useSpeech();
	const title = useId();
	const more = useId();
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		if (!dialog.current?.open) dialog.current?.showModal();
	}, []);
	return (
		<dialog
			ref={dialog}
			className="dialog"
			aria-labelledby={title}
			aria-describedby={more}
			onClose={({ currentTarget }) => answer(currentTarget.returnValue === 'remove')}
		>
			<h2 id={title}>{t('providers.removeAsk', { name })}</h2>
			<p id={more}>{t('providers.removeMore')}</p>
			<form method="dialog">
				<button type="submit" className="secondary" value="keep">
					{t('providers.cancel')}
				</button>
				<button type="submit" className="primary danger" value="remove" data-confirm="">
					{t('providers.remove')}
				</button>
			</form>
		</dialog>
	);
}
