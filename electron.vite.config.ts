import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const main = join(import.meta.dirname, 'src', 'main');

/** What can be started, as it stands below src/main. */
const programs = ['electron/main', 'browser/main', 'cli/main'];

/**
 * What the installed app runs: everything below src/main as JavaScript, in the folders of its sources, so that a path
 * from an entry to another file holds in both; and the one file that Electron loads before the page. The page itself is
 * built by vite.config.ts, for every shell.
 */
export default defineConfig({
	main: {
		plugins: [entriesByUrl()],
		build: {
			outDir: join(import.meta.dirname, 'out', 'main'),
			// Everything but what is native is bundled: the installed app carries no folder of packages.
			externalizeDeps: false,
			rolldownOptions: {
				external: ['keytar'],
				input: Object.fromEntries(programs.map((name) => [name, join(main, `${name}.ts`)])),
				output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
			},
		},
	},
	preload: {
		build: {
			outDir: join(import.meta.dirname, 'out', 'preload'),
			externalizeDeps: false,
			rolldownOptions: {
				input: { preload: join(import.meta.dirname, 'src', 'preload', 'preload.ts') },
				// A sandboxed page has no modules before its own: Electron runs this as one CommonJS script.
				output: { format: 'cjs', entryFileNames: '[name].cjs' },
			},
		},
	},
});

/**
 * Threads and processes are started by `new URL('./worker.ts', import.meta.url)`, which Node understands as it is
 * written. Here each such file becomes an entry of the bundle, and the URL that of what was built from it. Other files,
 * of the sources or of a package by `import.meta.resolve('package/file')`, are read as they are: those are copied.
 */
function entriesByUrl(): Plugin {
	return {
		name: 'entries-by-url',
		// Sees the sources as they are written.
		enforce: 'pre',
		transform(code, importer) {
			if (!importer.startsWith(main)) return null;
			const copied = (path: string): string =>
				this.emitFile({ type: 'asset', fileName: `files/${basename(path)}`, source: readFileSync(path) });
			return code
				.replaceAll(/new URL\('(\.{1,2}\/[\w./-]+)', import\.meta\.url\)/g, (_, path: string) => {
					const id = resolve(dirname(importer), path);
					const fileName = relative(main, id).replace(/\.ts$/, '.js');
					const file = id.endsWith('.ts') ? this.emitFile({ type: 'chunk', id, fileName }) : copied(id);
					return `new URL(import.meta.ROLLUP_FILE_URL_${file})`;
				})
				.replaceAll(/import\.meta\.resolve\('([\w@./-]+)'\)/g, (_, name: string) => {
					return `import.meta.ROLLUP_FILE_URL_${copied(fileURLToPath(import.meta.resolve(name)))}`;
				});
		},
		resolveFileUrl: ({ relativePath }) => `new URL('${relativePath}', import.meta.url).href`,
	};
}
