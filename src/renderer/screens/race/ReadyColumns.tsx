import { Plus } from 'lucide-react';
import { useId } from 'react';
import type { ProviderView } from '../../../core/api.ts';
import { raceNames } from '../../../core/free-name.ts';
import { seriesStyle } from '../../charts/palette.ts';
import { FACTS_BEFORE } from '../../live/column-facts.ts';
import { useAppStore } from '../../store/app-store.ts';
import { hostOf } from '../../ui/host-of.ts';
import { useSpeech } from '../../ui/language.ts';
import { personaWords } from '../../ui/persona-words.ts';
import { StripLegend } from './BeatStrip.tsx';
import { ColumnGrid } from './ColumnGrid.tsx';
import { ColumnHead } from './ColumnHead.tsx';
import { ColumnNumbers } from './ColumnNumbers.tsx';

/** Who is about to race: the columns as they will be, before anything has arrived. */
export function ReadyColumns() {
	const providers = useAppStore(({ app }) => app?.providers ?? []);
	const chosen = useAppStore(({ draft }) => draft?.providerIds ?? []);
	const rounds = useAppStore(({ draft }) => draft?.rounds ?? 1);
	const ready = chosen.flatMap((id) => providers.find((provider) => provider.id === id) ?? []);
	const names = raceNames(ready.map(({ name }) => name));
	if (ready.length === 0) return <Nobody />;
	return (
		<ColumnGrid shown={ready.map((_, place) => place)}>
			{(place, isStop) => {
				const provider = ready[place];
				const name = names[place];
				if (provider === undefined || name === undefined) return null;
				return <ReadyColumn key={name} count={ready.length} {...{ provider, name, place, rounds, isStop }} />;
			}}
		</ColumnGrid>
	);
}

function Nobody() {
	const { t } = useSpeech();
	return (
		<section className="columns-none" aria-label={t('race.columns')}>
			<p>{t('picker.none')}</p>
			<button type="button" className="secondary" popoverTarget="provider-picker">
				<Plus size={15} aria-hidden="true" /> {t('picker.choose')}
			</button>
		</section>
	);
}

interface ReadyColumnProps {
	readonly provider: ProviderView;
	readonly name: string;
	readonly place: number;
	readonly count: number;
	readonly rounds: number;
	/** Tab leads to it. */
	readonly isStop: boolean;
}

function ReadyColumn({ provider, name, place, count, rounds, isStop }: ReadyColumnProps) {
	const { t } = useSpeech();
	const heading = useId();
	const { model, persona, baseUrl, key } = provider;
	const about = personaWords(persona);
	const keyMissing = key.type === 'variable' && !key.set;
	return (
		<section
			className="card column"
			aria-labelledby={heading}
			data-state={keyMissing ? 'key-missing' : 'ready'}
			data-provider={place}
			data-series={seriesStyle(place).colour}
		>
			<ColumnHead {...{ provider: place, count, name, model, persona, heading }}>
				<span className="chip state-chip" data-state={keyMissing ? 'failed' : 'ready'}>
					<i className="dot" aria-hidden="true" />
					{t(keyMissing ? 'ready.keyMissing' : 'ready.state')}
				</span>
			</ColumnHead>
			<ColumnNumbers facts={FACTS_BEFORE} rounds={rounds} isStop={isStop} />
			<div className="column-body">
				<div className="ready">
					<p className="ready-about">{about === null ? hostOf(baseUrl) : t(about)}</p>
					<p className="hint">{t(persona === null ? 'ready.remote' : 'ready.local')}</p>
					{key.type === 'variable' && !key.set && (
						<p className="ready-missing">{t('providers.keyVariableUnset', { name: key.name })}</p>
					)}
				</div>
			</div>
			<footer className="strip">
				<p className="strip-caption">
					<StripLegend />
				</p>
				<div className="strip-box strip-before" />
			</footer>
		</section>
	);
}
