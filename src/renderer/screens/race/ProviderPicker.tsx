import { Plus, X } from 'lucide-react';
import type { ProviderView, RaceSetup } from '../../../core/api.ts';
import { seriesStyle } from '../../charts/palette.ts';
import { useAppStore } from '../../store/app-store.ts';
import { explain } from '../../ui/Explained.tsx';
import { useSpeech } from '../../ui/language.ts';
import { personaWords } from '../../ui/persona-words.ts';

const MOST = 16;

export interface ProviderPickerProps {
	readonly draft: RaceSetup;
	readonly change: (changed: Partial<RaceSetup>) => void;
	readonly disabled: boolean;
}

/** Chooses who races, in order; the same provider may be chosen twice. */
export function ProviderPicker({ draft: { providerIds }, change, disabled }: ProviderPickerProps) {
	const { t, formats } = useSpeech();
	const providers = useAppStore(({ app }) => app?.providers ?? []);
	const chosen = providerIds.map((id, place) => ({
		place,
		key: `${place}/${id}`,
		provider: providers.find((provider) => provider.id === id),
	}));
	const full = providerIds.length >= MOST;
	return (
		<>
			<button
				type="button"
				className="field field-button"
				popoverTarget="provider-picker"
				disabled={disabled}
				data-explain=""
				ref={(element) => explain(element, () => [t('explain.draftProviders')])}
			>
				<span>{t('draft.providers')}</span>
				<b className="number">{formats.count(providerIds.length)}</b>
			</button>
			<div id="provider-picker" className="popover picker" popover="auto">
				<h2>{t('picker.chosen')}</h2>
				{chosen.length === 0 && <p className="hint">{t('picker.none')}</p>}
				<ol className="picker-list">
					{chosen.map(({ provider, place, key }) => (
						<li key={key}>
							<span
								className="swatch"
								data-series={seriesStyle(place).colour}
								data-patterned={seriesStyle(place).patterned}
							/>
							<Who provider={provider} />
							<button
								type="button"
								className="quiet icon-button"
								aria-label={t('picker.remove', { name: provider?.name ?? '' })}
								onClick={() => change({ providerIds: providerIds.toSpliced(place, 1) })}
							>
								<X size={14} aria-hidden="true" />
							</button>
						</li>
					))}
				</ol>
				<h2>{t('picker.available')}</h2>
				<ul className="picker-list">
					{providers.map((provider) => (
						<li key={provider.id}>
							<button
								type="button"
								className="picker-add"
								disabled={full}
								onClick={() => change({ providerIds: [...providerIds, provider.id] })}
							>
								<Plus size={14} aria-hidden="true" />
								<span className="visually-hidden">{t('picker.add', { name: provider.name })}</span>
								<Who provider={provider} named />
							</button>
						</li>
					))}
				</ul>
				<p className="hint">{t(full ? 'picker.full' : 'picker.twice')}</p>
			</div>
		</>
	);
}

interface WhoProps {
	readonly provider: ProviderView | undefined;
	/** Its name has been said already. */
	readonly named?: boolean;
}

function Who({ provider, named = false }: WhoProps) {
	const { t } = useSpeech();
	const about = personaWords(provider?.persona ?? null);
	return (
		<span className="who">
			<b aria-hidden={named}>{provider?.name}</b>
			<span className="hint">{about === null ? provider?.model : t(about)}</span>
		</span>
	);
}
