import { Maximize2, Minimize2 } from 'lucide-react';
import { useId } from 'react';
import { seriesStyle } from '../../charts/palette.ts';
import { useController } from '../../controller.ts';
import type { ColumnFacts } from '../../live/column-facts.ts';
import { useAppStore, withWideToggled } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { BeatStrip } from './BeatStrip.tsx';
import { ColumnNumbers } from './ColumnNumbers.tsx';
import { FailurePanel } from './FailurePanel.tsx';
import { StreamText } from './StreamText.tsx';

/** One provider in the race. */
export function Column({ provider }: { readonly provider: number }) {
	const { t } = useSpeech();
	const { session } = useController();
	const facts = useAppStore(({ run }) => run?.columns[provider]);
	const run = useAppStore((store) => store.run?.run ?? null);
	const heading = useId();
	const live = session.run;
	const named = run?.providers[provider];
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
			<ColumnHead provider={provider} name={named.name} model={named.model} heading={heading} facts={facts} />
			<ColumnNumbers facts={facts} run={run} />
			<div className="column-body">
				<StreamText
					key={stream.stream}
					stream={stream}
					name={named.name}
					running={facts.state === 'streaming'}
					stallNs={run.deadlines.stallNs}
				/>
				{!facts.hasText && !failed && (
					<p className="column-note">{t(facts.state === 'completed' ? 'column.noText' : 'column.waitingText')}</p>
				)}
				{facts.failure !== null && <FailurePanel failure={facts.failure} partial={facts.hasText} />}
			</div>
			<BeatStrip key={stream.stream} stream={stream} live={live} name={named.name} facts={facts} provider={provider} />
		</section>
	);
}

interface ColumnHeadProps {
	readonly provider: number;
	readonly name: string;
	readonly model: string;
	readonly heading: string;
	readonly facts: ColumnFacts;
}

function ColumnHead({ provider, name, model, heading, facts }: ColumnHeadProps) {
	const { t, formats } = useSpeech();
	const persona = useAppStore(({ app }) => personaOf(app?.providers ?? [], name, model));
	const count = useAppStore(({ run }) => run?.columns.length ?? 0);
	const wide = useAppStore((store) => store.wide === provider);
	const time = facts.elapsedMs === null ? '' : formats.seconds(facts.elapsedMs);
	const { colour, patterned } = seriesStyle(provider);
	return (
		<header className="column-head">
			<span className="swatch" data-series={colour} data-patterned={patterned} aria-hidden="true">
				{count > 8 ? provider + 1 : ''}
			</span>
			<div className="column-names">
				<h2 id={heading}>{name}</h2>
				<p>
					{model}
					{persona === null ? '' : ` · sim:${persona}`}
				</p>
			</div>
			<span className="chip state-chip number" data-state={facts.state}>
				<i className="dot" aria-hidden="true" />
				<span>
					{facts.state === 'waiting' && time === '' ? t('state.waitingPlain') : t(`state.${facts.state}`, { time })}
				</span>
			</span>
			<button
				type="button"
				className="quiet icon-button column-open"
				aria-expanded={wide}
				aria-label={wide ? t('column.close') : t('column.open', { name })}
				title={`${wide ? t('column.close') : t('column.open', { name })}${provider < 9 ? ` (Alt+${provider + 1})` : ''}`}
				onClick={() => useAppStore.setState((store) => withWideToggled(store, provider), true)}
			>
				{wide ? <Minimize2 size={14} aria-hidden="true" /> : <Maximize2 size={14} aria-hidden="true" />}
			</button>
		</header>
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
