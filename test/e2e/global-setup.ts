import { join } from 'node:path';
import { buildRendererWhenNeeded } from '../../scripts/build-renderer.mjs';

/** Specs drive the page as it is built, of today's sources. */
export function setup(): void {
	buildRendererWhenNeeded(join(import.meta.dirname, '../..'), process.execPath, (line) => {
		process.stderr.write(`${line}\n`);
	});
}
