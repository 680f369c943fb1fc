import { join } from 'node:path';
import { runElectronShell } from './run.ts';

runElectronShell(process.argv, join(import.meta.dirname, '..', '..', '..', 'out'));
