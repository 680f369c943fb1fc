import { useEffect, useRef } from 'react';
import type { RunFacts } from '../live/live-session.ts';
import { useAppStore } from '../store/app-store.ts';
import { failureWords } from './failure-words.ts';
import { type Speech, useSpeech } from './language.ts';
import { createMilestones, type Milestones } from './milestones.ts';

const timers = {
	now: () => performance.now(),
	after(delayMs: number, task: () => void) {
		const timer = setTimeout(task, delayMs);
		return () => clearTimeout(timer);
	},
};

/** The page's one polite live region: starts, first words and ends, never tokens. */
export function MilestoneRegion() {
	const region = useRef<HTMLDivElement>(null);
	const speech = useSpeech();
	useEffect(() => {
		const milestones = createMilestones((message) => {
			if (region.current !== null) region.current.textContent = message;
		}, timers);
		const unsubscribe = useAppStore.subscribe(({ run }, before) => {
			if (run !== null && run !== before.run) announce(run, before.run, milestones, speech);
		});
		return () => {
			unsubscribe();
			milestones.stop();
		};
	}, [speech]);
	return <div ref={region} className="visually-hidden" aria-live="polite" />;
}

function announce(run: RunFacts, before: RunFacts | null, milestones: Milestones, { t, formats }: Speech): void {
	if (before?.run.id !== run.run.id) {
		if (run.phase !== 'ended') milestones.say('race', t('say.started', { count: run.run.providers.length }));
		return;
	}
	run.columns.forEach((column, index) => {
		const old = before.columns[index];
		const name = run.run.providers[index]?.name ?? '';
		if (column === undefined || old?.stream !== column.stream || old.state === column.state) return;
		if (column.state === 'streaming') {
			const time = formats.seconds(column.firstVisibleMs ?? column.ttftMs ?? 0);
			milestones.say(name, t('say.first', { name, time }));
		} else if (column.failure !== null && column.state !== 'cancelled') {
			milestones.say(name, t('say.failed', { name, what: t(failureWords(column.failure).title) }));
		} else if (column.state === 'completed') {
			const state = t('status.completed');
			milestones.say(name, t('say.done', { name, state, index: formats.index(column.fluidityIndex) }));
		}
	});
}
