import { useCallback, useMemo } from 'react';
import { TokensChart } from '../../charts/TokensChart.tsx';
import type { ChartWords, TokensOverTime } from '../../charts/tokens-over-time.ts';
import { useController } from '../../controller.ts';
import { axisSpanNs } from '../../live/strip-walk.ts';
import { useAppStore } from '../../store/app-store.ts';
import { useSpeech } from '../../ui/language.ts';
import { usePalette } from '../../ui/theme.ts';

const POINTS_WHILE_RUNNING = 240;
const POINTS_IN_FULL = 6_000;

/** Tokens over time for everyone, with the reading pace. */
export function ChartCard() {
	const { t } = useSpeech();
	const { session } = useController();
	const palette = usePalette();
	const round = useAppStore(({ run }) => run?.round ?? 1);
	const runId = useAppStore(({ run }) => run?.run.id);
	const words = useMemo(
		(): ChartWords => ({
			pace: t('chart.pace'),
			seconds: (seconds) => t('chart.seconds', { seconds }),
			tokens: (count) => t('chart.tokens', { count }),
		}),
		[t],
	);
	const pointNs = useAppStore(({ pointer }) => (pointer?.round === round ? pointer.atNs : null));
	const read = useChartData(round, runId, pointNs);
	const attach = session.attach;
	const requestFrame = session.requestFrame;
	return (
		<section className="card chart">
			<h2>
				{t('chart.title')} <span className="hint">{t('chart.sub')}</span>
			</h2>
			<TokensChart
				read={read}
				palette={palette}
				words={words}
				attach={attach}
				requestFrame={requestFrame}
				label={t('chart.label')}
			/>
		</section>
	);
}

/** Reads what is there now; once the race has ended and nothing can change, always the same object. */
function useChartData(round: number, runId: string | undefined, pointNs: number | null): () => TokensOverTime {
	const { session } = useController();
	const firstMs = useAppStore(({ run, draft }) => (run === null ? (draft?.firstMs ?? 0) : 0));
	const eachMs = useAppStore(({ run, draft }) => (run === null ? (draft?.eachMs ?? 1) : 1));
	const settled = useMemo(
		(): { data: TokensOverTime | null; key: string } => ({ data: null, key: `${runId}/${round}` }),
		[runId, round],
	);
	return useCallback(() => {
		const live = session.run;
		const ended = live !== null && live.result !== null;
		const streams = live?.streams.filter((stream) => stream.round === round) ?? [];
		const key = `${runId}/${round}/${pointNs}/${streams.map(({ version }) => version).join()}`;
		if (ended && settled.data !== null && settled.key === key) return settled.data;
		const spanNs = session.sharedLengthNs();
		const data: TokensOverTime = {
			series: streams.map(({ provider, intervalsNs, lateTokens }) => ({
				name: live?.run.providers[provider]?.name ?? '',
				provider,
				intervalsNs,
				lateTokens,
			})),
			firstNs: live?.run.deadlines.firstNs ?? firstMs * 1e6,
			eachNs: live?.run.deadlines.eachNs ?? Math.max(eachMs, 1) * 1e6,
			stallNs: live?.run.deadlines.stallNs ?? 0,
			spanNs: ended ? Math.max(1, Math.ceil(spanNs / 1e9)) * 1e9 : axisSpanNs(spanNs),
			pointNs,
			mostPoints: ended ? POINTS_IN_FULL : POINTS_WHILE_RUNNING,
		};
		if (ended) {
			settled.data = data;
			settled.key = key;
		}
		return data;
	}, [session, round, runId, pointNs, settled, firstMs, eachMs]);
}
