import { Activity, CircleHelp, Languages, SunMoon } from 'lucide-react';
import type { Preferences } from '../../core/api.ts';
import { healthTroubles } from '../../core/health.ts';
import { useController } from '../controller.ts';
import { SCREENS, useAppStore } from '../store/app-store.ts';
import { Explained, ExplanationLayer } from './Explained.tsx';
import { healthFacts, healthWords } from './health-words.ts';
import { useSpeech } from './language.ts';

/** Brand, screens, the measurement's health, theme and language; and, in a landmark as all of the page, its one tooltip. */
export function TopBar() {
	const { t } = useSpeech();
	const screen = useAppStore((facts) => facts.screen);
	const ended = useAppStore(({ run }) => run?.phase === 'ended');
	return (
		<header className="top">
			<span className="brand">
				<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
					<path d="M2 13V7M6.5 13V4M11 13V7.5M15.5 13V2" className="brand-beats" />
					<path d="M1 16.4h16" className="brand-line" />
				</svg>
				{t('app.name')}
			</span>
			<nav aria-label={t('nav.label')}>
				{SCREENS.map((name) => (
					<button
						key={name}
						type="button"
						data-screen={name}
						aria-current={screen === name ? 'page' : undefined}
						disabled={name === 'scorecard' && !ended}
						title={name === 'scorecard' && !ended ? t('nav.scorecardLater') : undefined}
						onClick={() => useAppStore.setState({ screen: name })}
					>
						{t(`nav.${name}`)}
					</button>
				))}
			</nav>
			<span className="spacer" />
			<HealthChip />
			<PreferenceMenus />
			<button
				type="button"
				className="quiet icon-button"
				aria-label={t('top.help')}
				title={`${t('top.help')} (?)`}
				onClick={() => useAppStore.setState({ helpOpen: true })}
			>
				<CircleHelp size={16} aria-hidden="true" />
			</button>
			<ExplanationLayer />
		</header>
	);
}

function HealthChip() {
	const speech = useSpeech();
	const { t, formats } = speech;
	const health = useAppStore(({ run }) => run?.result?.scorecard.health ?? null);
	if (health === null) return null;
	const { loopDelayP99Ms } = health;
	const lag =
		loopDelayP99Ms === null ? t('top.lagUnknown') : `${formats.milliseconds(loopDelayP99Ms)} ${t('draft.ms')}`;
	return (
		<Explained
			className={`chip ${health.healthy ? '' : 'chip-bad'}`}
			says={() => [
				t('explain.lag', { limit: formats.tenths(health.loopDelayLimitMs) }),
				...healthTroubles(health).map((trouble) => healthWords(trouble, speech)),
				...healthFacts(health, speech),
			]}
		>
			<Activity size={13} aria-hidden="true" />
			{health.healthy ? t('top.lag') : t('top.unhealthy')}{' '}
			{(health.healthy || loopDelayP99Ms !== null) && <b className="number">{lag}</b>}
		</Explained>
	);
}

function PreferenceMenus() {
	const { t } = useSpeech();
	const { call } = useController();
	const preferences = useAppStore(({ app }) => app?.preferences ?? null);
	if (preferences === null) return null;
	const change = (changed: Partial<Preferences>): void => {
		void call('savePreferences', { ...preferences, ...changed });
	};
	return (
		<>
			<label className="menu">
				<SunMoon size={15} aria-hidden="true" />
				<select
					aria-label={t('theme.label')}
					value={preferences.theme}
					onChange={({ target }) => change({ theme: target.value as Preferences['theme'] })}
				>
					<option value="system">{t('theme.system')}</option>
					<option value="dark">{t('theme.dark')}</option>
					<option value="light">{t('theme.light')}</option>
				</select>
			</label>
			<label className="menu">
				<Languages size={15} aria-hidden="true" />
				<select
					aria-label={t('language.label')}
					value={preferences.language}
					onChange={({ target }) => change({ language: target.value as Preferences['language'] })}
				>
					<option value="system">{t('language.system')}</option>
					<option value="en" lang="en">
						English
					</option>
					<option value="zh-CN" lang="zh-CN">
						简体中文
					</option>
				</select>
			</label>
		</>
	);
}
