import { runBrowserShell } from '../../src/main/browser/run.ts';
import './bug-on-signal.ts';

// The browser shell with a renderer of the test's own: its folder comes first, then the shell's arguments.
const [rendererFolder = '', ...given] = process.argv.slice(2);
await runBrowserShell(given, rendererFolder);
