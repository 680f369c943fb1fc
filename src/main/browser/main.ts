import { join } from 'node:path';
import { runBrowserShell } from './run.ts';

await runBrowserShell(process.argv.slice(2), join(import.meta.dirname, '..', '..', '..', 'out', 'renderer'));
