import { runBrowserShell } from '../../src/main/browser/run.ts';

// The browser shell with a renderer of the test's own: its folder comes first, then the shell's arguments. SIGUSR2 is a
// bug that nobody catches, thrown or rejected, whose words are those of an environment variable.
process.on('SIGUSR2', () => {
	const { FLUIDITY_TEST_BUG: words = '', FLUIDITY_TEST_BUG_KIND: kind } = process.env;
	const bug = new Error(`it broke over ${words}`, { cause: new Error(words) });
	if (kind === 'rejected') void Promise.reject(bug);
	else throw bug;
});
const [rendererFolder = '', ...given] = process.argv.slice(2);
await runBrowserShell(given, rendererFolder);
