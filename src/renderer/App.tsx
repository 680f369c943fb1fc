import { useEffect, useLayoutEffect } from 'react';
import { languageFor } from '../core/language.ts';
import { commandOf } from '../core/shortcuts.ts';
import { useController } from './controller.ts';
import { ProvidersScreen } from './screens/providers/ProvidersScreen.tsx';
import { RaceScreen } from './screens/race/RaceScreen.tsx';
import { ScorecardScreen } from './screens/scorecard/ScorecardScreen.tsx';
import { useAppStore } from './store/app-store.ts';
import { BrokenPage } from './ui/BrokenPage.tsx';
import { HelpDialog } from './ui/HelpDialog.tsx';
import { switchLanguage, useSpeech } from './ui/language.ts';
import { MilestoneRegion } from './ui/MilestoneRegion.tsx';
import { Notices } from './ui/Notices.tsx';
import { TopBar } from './ui/TopBar.tsx';
import { useTheme } from './ui/theme.ts';

/** The whole page. */
export function App() {
	const { t } = useSpeech();
	const connection = useAppStore((facts) => facts.connection);
	const ready = useAppStore(({ app }) => app !== null);
	const broken = useAppStore(({ problem }) => problem?.code === 'page-broke');
	const screen = useAppStore((facts) => facts.screen);
	const languagePreference = useAppStore(({ app }) => app?.preferences.language ?? 'system');
	const theme = useTheme();
	useShortcuts();
	useLayoutEffect(() => {
		document.documentElement.dataset.theme = theme;
	}, [theme]);
	useEffect(() => {
		const follow = (): void => void switchLanguage(languageFor(languagePreference, navigator.languages));
		follow();
		addEventListener('languagechange', follow);
		return () => removeEventListener('languagechange', follow);
	}, [languagePreference]);

	if (connection === 'refused') {
		return <Closed title={t('connection.refused')} more={t('connection.refusedMore')} state="refused" />;
	}
	if (!ready && broken) return <BrokenPage />;
	if (!ready) return <Closed title={t('connection.connecting')} more="" state="connecting" />;
	return (
		<div className="page" data-connection={connection}>
			<TopBar />
			<Notices />
			{screen === 'race' && <RaceScreen />}
			{screen === 'scorecard' && <ScorecardScreen />}
			{screen === 'providers' && <ProvidersScreen />}
			<HelpDialog />
			<MilestoneRegion />
		</div>
	);
}

function Closed({ title, more, state }: { readonly title: string; readonly more: string; readonly state: string }) {
	return (
		<main className="closed" data-connection={state}>
			<svg width="40" height="40" viewBox="0 0 18 18" aria-hidden="true">
				<path d="M2 13V7M6.5 13V4M11 13V7.5M15.5 13V2" className="brand-beats" />
				<path d="M1 16.4h16" className="brand-line" />
			</svg>
			<h1>{title}</h1>
			{more !== '' && <p>{more}</p>}
		</main>
	);
}

function useShortcuts(): void {
	const controller = useController();
	useEffect(() => {
		function onKeyDown(event: KeyboardEvent): void {
			if (event.defaultPrevented || event.isComposing) return;
			const { key, code, ctrlKey, metaKey, altKey, target } = event;
			const inText = target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
			// A dialog or a popover that is open takes its own Escape.
			if (key === 'Escape' && document.querySelector('dialog[open], [popover=auto]:popover-open') !== null) return;
			const command = commandOf({ key, code, ctrlKey, metaKey, altKey, inText });
			if (command !== null && controller.command(command)) event.preventDefault();
		}
		addEventListener('keydown', onKeyDown);
		return () => removeEventListener('keydown', onKeyDown);
	}, [controller]);
}
