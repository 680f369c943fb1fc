import { useEffect, useRef } from 'react';
import { useAppStore } from '../store/app-store.ts';
import { announce } from './announce.ts';
import { useSpeech } from './language.ts';
import { createMilestones } from './milestones.ts';

const timers = {
	now: () => performance.now(),
	after(delayMs: number, task: () => void) {
		const timer = setTimeout(task, delayMs);
		return () => clearTimeout(timer);
	},
};

/** The page's one polite live region: starts, first words, ends and the verdict, never tokens. */
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
