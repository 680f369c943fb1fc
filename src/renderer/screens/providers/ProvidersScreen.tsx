import { KeyRound, Plus } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { ProviderInput, ProviderView } from '../../../core/api.ts';
import { useController } from '../../controller.ts';
import { useAppStore } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { personaWords } from '../../ui/persona-words.ts';
import { KeyArea } from './KeyArea.tsx';
import { ProviderForm } from './ProviderForm.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';

const NEW_PROVIDER: ProviderInput = { id: null, name: '', baseUrl: '', model: '', headers: [], price: null };

function edit(editing: ProviderInput | null): void {
	useAppStore.setState({ editing, problem: null });
}

/** Who can be raced: the built-in providers and the person's own. */
export function ProvidersScreen() {
	const { t } = useSpeech();
	const providers = useAppStore(({ app }) => app?.providers ?? []);
	const editing = useAppStore((facts) => facts.editing);
	const own = providers.filter(({ persona }) => persona === null);
	const embedded = providers
		.filter(({ persona }) => persona !== null)
		.map((provider) => ({ ...provider, words: personaWords(provider.persona) }));
	const page = useRef<HTMLElement>(null);
	useMovedFocus(page, editing, own.length);
	return (
		<main ref={page} className="providers" aria-labelledby="providers-title">
			<div className="providers-page">
				<h1 id="providers-title">{t('providers.title')}</h1>
				<p className="card where-keys">
					<KeyRound size={18} aria-hidden="true" />
					{t('providers.where')}
				</p>
				<section aria-labelledby="own-title">
					<header>
						<h2 id="own-title">{t('providers.own')}</h2>
						<span className="hint">{t('providers.ownSub')}</span>
						<span className="spacer" />
						{editing === null && own.length > 0 && <AddButton first={false} />}
					</header>
					{editing?.id === null && <ProviderForm key="new" input={editing} close={() => edit(null)} />}
					{own.length === 0 && editing === null && (
						<div className="card none">
							<p>{t('providers.none')}</p>
							<AddButton first />
						</div>
					)}
					{own.length > 0 && (
						<ul className="card provider-list">
							{own.map((provider) => (
								<OwnProvider key={provider.id} provider={provider} editing={editing} />
							))}
						</ul>
					)}
				</section>
				<section aria-labelledby="embedded-title">
					<header>
						<h2 id="embedded-title">{t('providers.embedded')}</h2>
						<span className="hint">{t('providers.embeddedSub')}</span>
					</header>
					<ul className="card provider-list">
						{embedded.map(({ id, name, model, persona, words }) => (
							<li key={id}>
								<div>
									<h3>{name}</h3>
									{words !== null && <p className="hint">{t(words)}</p>}
								</div>
								<span className="provider-address">
									{model} · sim:{persona}
								</span>
							</li>
						))}
					</ul>
				</section>
			</div>
		</main>
	);
}

/**
 * The focus of a button that opens a form goes into it, and comes back when the form closes; that of a provider who is
 * removed goes to the button that adds one.
 */
function useMovedFocus(page: RefObject<HTMLElement | null>, editing: ProviderInput | null, count: number): void {
	const before = useRef({ editing, count });
	useEffect(() => {
		const { editing: edited, count: counted } = before.current;
		before.current = { editing, count };
		const changed = editing !== edited || count < counted;
		// Whoever has moved it elsewhere since keeps it there.
		if (!changed || document.activeElement !== document.body) return;
		const opener = edited?.id ? `[data-provider-id="${edited.id}"] .provider-actions button` : '[data-add]';
		page.current?.querySelector<HTMLElement>(editing === null ? opener : '.provider-form input')?.focus();
	}, [page, editing, count]);
}

function AddButton({ first }: { readonly first: boolean }) {
	const { t } = useSpeech();
	return (
		<button type="button" className={first ? 'primary' : 'secondary'} data-add="" onClick={() => edit(NEW_PROVIDER)}>
			<Plus size={15} aria-hidden="true" /> {t(first ? 'providers.addFirst' : 'providers.add')}
		</button>
	);
}

function OwnProvider({
	provider,
	editing,
}: {
	readonly provider: ProviderView;
	readonly editing: ProviderInput | null;
}) {
	const { t } = useSpeech();
	const { call } = useController();
	const [asking, setAsking] = useState(false);
	const { id, name, baseUrl, model } = provider;
	if (editing?.id === id) {
		return (
			<li>
				<ProviderForm input={editing} close={() => edit(null)} />
			</li>
		);
	}
	return (
		<li data-provider-id={id}>
			<div>
				<h3>
					{name} <span className="hint">{model}</span>
				</h3>
				<p className="provider-address">{baseUrl}</p>
			</div>
			<div className="provider-actions">
				<button
					type="button"
					className="secondary"
					aria-label={t('providers.editOf', { name })}
					onClick={() => edit(inputOf(provider))}
				>
					{t('providers.edit')}
				</button>
				<button
					type="button"
					className="quiet"
					aria-label={t('providers.removeOf', { name })}
					onClick={() => setAsking(true)}
				>
					{t('providers.remove')}
				</button>
				{asking && (
					<RemoveDialog
						name={name}
						answer={(sure) => {
							setAsking(false);
							if (sure) void call('removeProvider', { id });
						}}
					/>
				)}
			</div>
			<KeyArea provider={provider} />
		</li>
	);
}

function inputOf({ id, name, baseUrl, model, headers, price }: ProviderView): ProviderInput {
	return { id, name, baseUrl, model, headers: headers.map((header) => ({ ...header })), price };
}
