import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/overlays.css';
import './ui/export-menu.css';
import './screens/race/race.css';
import './screens/race/column.css';
import './screens/race/column-text.css';
import './screens/race/column-strip.css';
import './screens/race/column-density.css';
import './screens/scorecard/scorecard.css';
import './screens/scorecard/score-side.css';
import './screens/scorecard/score-details.css';
import './screens/providers/providers.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { languageFor } from '../core/language.ts';
import { App } from './App.tsx';
import { ControllerContext, createController } from './controller.ts';
import { connectBrowserHost, type OnConnection } from './host/browser-host.ts';
import { connectElectronHost } from './host/electron-host.ts';
import { useAppStore } from './store/app-store.ts';
import { ErrorBoundary } from './ui/BrokenPage.tsx';
import { startLanguage } from './ui/language.ts';
import { watchErrors } from './ui/watch-errors.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
const controller = createController();
watchErrors(window, () => useAppStore.setState({ problem: { code: 'page-broke', message: '' } }));

await startLanguage(languageFor('system', navigator.languages));
createRoot(root).render(
	<StrictMode>
		<ErrorBoundary>
			<ControllerContext value={controller}>
				<App />
			</ControllerContext>
		</ErrorBoundary>
	</StrictMode>,
);

const demo = new URLSearchParams(location.search).get('demo');
if (demo === null) {
	const onConnection: OnConnection = (connection) => useAppStore.setState({ connection });
	controller.connect(
		window.fluidity === undefined
			? await connectBrowserHost(onConnection)
			: await connectElectronHost(window.fluidity, onConnection, controller.command),
	);
} else {
	// Recorded data in the page itself, apart from everything that a real session loads.
	const { createDemoHost } = await import('./demo/demo-host.ts');
	controller.connect(createDemoHost(new URLSearchParams(location.search)));
}
