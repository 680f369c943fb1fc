import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Every shell serves what this builds, under a content security policy that allows no inline script or style. */
export default defineConfig({
	root: join(import.meta.dirname, 'src', 'renderer'),
	base: './',
	plugins: [react()],
	build: {
		outDir: join(import.meta.dirname, 'out', 'renderer'),
		emptyOutDir: true,
		target: 'chrome130',
		// The polyfill would be an inline script, and every browser that can show this page preloads modules itself.
		modulePreload: { polyfill: false },
		// Data URLs for fonts are not in the policy.
		assetsInlineLimit: 0,
		chunkSizeWarningLimit: 1_500,
	},
	server: { host: '127.0.0.1', port: 5173 },
});
