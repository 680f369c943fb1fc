import { Maximize2, Minimize2 } from 'lucide-react';
import { useId } from 'react';
import { seriesStyle } from '../../charts/palette.ts';
import { useController } from '../../controller.ts';
import type { ColumnFacts } from '../../live/column-facts.ts';
import { useAppStore, withWideToggled } from '../../store/app-store.ts';
import { Explained } from '../../ui/Explained.tsx';
import { hostOf } from '../../ui/host-of.ts';
import { useSpeech } from '../../ui/language.ts';
import { BeatStrip } from './BeatStrip.tsx';
import { ColumnHead } from './ColumnHead.tsx';
import { ColumnNumbers } from './ColumnNumbers.tsx';
import { FailurePanel } from './FailurePanel.tsx';
import { StreamText } from './StreamText.tsx';

export interface ColumnProps {
	readonly provider: number;
	/** Tab leads to it. */
	readonly isStop: boolean;
}

/** One provider in the race. */
export function Column({ provider, isStop }: ColumnProps) {
	const { t } = useSpeech();
	const { session } = useController();
	const facts = useAppStore(({ run }) => run?.columns[provider]);
	const run = useAppStore((store) => store.run?.run ?? null);
	const named = run?.providers[provider];
	const { name = '', model = '' } = named ?? {};
	const persona = useAppStore(({ app }) => personaOf(app?.providers ?? [], name, model));
	const heading = useId();
	const pointNs = useAppStore(({ pointer, run: shown }) =>
		pointer?.provider === provider && pointer.round === shown?.round ? pointer.atNs : null,
	);
	const live = session.run;
	if (facts === undefined || run === null || named === undefined || live === null || live.run.id !== run.id)
		return null;
	const stream = live.streamOf(provider, facts.round);
	if (stream === undefined) return null;
	const failed = facts.failure !== null;
	return (
		<section
			className="card column"
			aria-labelledby={heading}
			data-state={facts.state}
			data-provider={provider}
			data-series={seriesStyle(provider).colour}
		>
			<ColumnHead
				{...{ provider, count: run.providers.length, name, persona, heading }}
				model={facts.upstream === null ? model : t('column.via', { model, upstream: facts.upstream })}
			>
				<StateChip facts={facts} />
				<OpenButton provider={provider} name={name} isStop={isStop} />
			</ColumnHead>
			<ColumnNumbers facts={facts} rounds={run.rounds} />
			<div className="column-body">
				<StreamText
					key={stream.stream}
					stream={stream}
					name={name}
					running={facts.state === 'streaming'}
					stallNs={run.deadlines.stallNs}
					pointNs={pointNs}
				/>
				{!facts.hasText && !failed && (
					<p className="column-note">{t(facts.state === 'completed' ? 'column.noText' : 'column.waitingText')}</p>
				)}
				{facts.failure !== null && (
					<FailurePanel
						key={`failure/${stream.stream}`}
						failure={facts.failure}
						partial={facts.hasText}
						reached={facts}
						atNs={stream.ended?.atNs ?? 0}
						host={hostOf(named.endpoint)}
						live={live}
					/>
				)}
			</div>
			<BeatStrip
				key={stream.stream}
				stream={stream}
				live={live}
				name={name}
				facts={facts}
				provider={provider}
				pointNs={pointNs}
			/>
		</section>
	);
}

function StateChip({ facts }: { readonly facts: ColumnFacts }) {
	const { t, formats } = useSpeech();
	const time = facts.elapsedMs === null ? '' : formats.seconds(facts.elapsedMs);
	return (
		<span className="chip state-chip" data-state={facts.state}>
			<i className="dot" aria-hidden="true" />
			<Explained byArrows className="number" says={() => [t('explain.state')]}>
				{facts.state === 'waiting' && time === '' ? t('state.waitingPlain') : t(`state.${facts.state}`, { time })}
			</Explained>
		</span>
	);
}

function OpenButton({ provider, name, isStop }: ColumnProps & { readonly name: string }) {
	const { t } = useSpeech();
	const wide = useAppStore((store) => store.wide === provider);
	const label = wide ? t('column.close') : t('column.open', { name });
	return (
		<button
			type="button"
			className="quiet icon-button column-open"
			aria-expanded={wide}
			tabIndex={isStop ? 0 : -1}
			aria-label={label}
			title={`${label}${provider < 9 ? ` (Alt+${provider + 1})` : ''}`}
			onClick={() => useAppStore.setState((store) => withWideToggled(store, provider), true)}
		>
			{wide ? <Minimize2 size={14} aria-hidden="true" /> : <Maximize2 size={14} aria-hidden="true" />}
		</button>
	);
}

/** A provider that races against itself carries a number behind its name. */
function personaOf(
	providers: readonly { readonly name: string; readonly model: string; readonly persona: string | null }[],
	name: string,
	model: string,
): string | null {
	const plain = name.replace(/ \(\d+\)$/, '');
	return providers.find((provider) => provider.name === plain && provider.model === model)?.persona ?? null;
}
