import { type FormEvent, useRef } from 'react';
import { type KeyView, PROVIDER_LIMITS, type ProviderView } from '../../../core/api.ts';
import { useController } from '../../controller.ts';
import { type Speech, useSpeech } from '../../ui/language.ts';
import { secretPattern } from './field-patterns.ts';

/** Sets and forgets a provider's key. A key goes to the app once, and nothing here keeps it. */
export function KeyArea({ provider: { id, name, key } }: { readonly provider: ProviderView }) {
	const speech = useSpeech();
	const { t } = speech;
	const { call } = useController();
	const secret = useRef<HTMLInputElement>(null);
	const variable = useRef<HTMLInputElement>(null);
	const summary = useRef<HTMLElement>(null);

	function setKey(event: FormEvent): void {
		event.preventDefault();
		const field = secret.current;
		if (field === null || field.value === '') return;
		const given = field.value;
		field.value = '';
		void call('setKey', { providerId: id, key: given });
	}

	function useVariable(event: FormEvent): void {
		event.preventDefault();
		const given = variable.current?.value.trim() ?? '';
		if (given !== '') void call('useKeyVariable', { providerId: id, variable: given });
	}

	function forgetKey(): void {
		// The button goes with its key.
		summary.current?.focus();
		void call('forgetKey', { providerId: id });
	}

	return (
		<details className="key-area" data-key={key.type === 'variable' && !key.set ? 'unset' : key.type}>
			<summary ref={summary}>
				{t('providers.key')}: <b>{keyWords(key, speech)}</b>
			</summary>
			<div className="key-forms">
				<form onSubmit={setKey} autoComplete="off">
					<label className="labelled">
						{t('providers.keyPaste')}
						<input
							ref={secret}
							type="password"
							autoComplete="new-password"
							pattern={secretPattern(PROVIDER_LIMITS.key)}
							spellCheck={false}
							aria-label={t('providers.keyOf', { name })}
						/>
					</label>
					<button type="submit" className="secondary">
						{t('providers.keySet')}
					</button>
				</form>
				<form onSubmit={useVariable} autoComplete="off">
					<label className="labelled">
						{t('providers.variable')}
						<input
							ref={variable}
							defaultValue={key.type === 'variable' ? key.name : ''}
							placeholder="OPENAI_API_KEY"
							pattern="[A-Za-z_][A-Za-z0-9_]{0,200}"
							spellCheck={false}
						/>
					</label>
					<button type="submit" className="secondary">
						{t('providers.variableUse')}
					</button>
				</form>
				{key.type !== 'none' && (
					<button type="button" className="quiet" onClick={forgetKey}>
						{t('providers.keyForget')}
					</button>
				)}
			</div>
		</details>
	);
}

function keyWords(key: KeyView, { t }: Speech): string {
	switch (key.type) {
		case 'none':
			return t('providers.keyNone');
		case 'locked':
			return t('providers.keyLocked');
		case 'opening':
			return t('providers.keyOpening');
		case 'keychain':
			return key.lastFour === null
				? t('providers.keyKeychainShort')
				: t('providers.keyKeychain', { last: `…${key.lastFour}` });
		case 'memory':
			return key.lastFour === null
				? t('providers.keyMemoryShort')
				: t('providers.keyMemory', { last: `…${key.lastFour}` });
		case 'variable':
			return t(key.set ? 'providers.keyVariable' : 'providers.keyVariableUnset', { name: key.name });
	}
}
