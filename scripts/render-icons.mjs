import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

// Draws resources/icons from resources/icon.svg, for whoever changes that: `node scripts/render-icons.mjs`, with Node 24
// and a Chromium.

const resources = join(dirname(dirname(fileURLToPath(import.meta.url))), 'resources');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

const picture = readFileSync(join(resources, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.FLUIDITY_CHROMIUM ?? '/usr/bin/chromium' });
const page = await browser.newPage();
await page.setContent(
	`<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${picture}`,
);
for (const size of sizes) {
	await page.setViewportSize({ width: size, height: size });
	await page.screenshot({ path: join(resources, 'icons', `${size}x${size}.png`), omitBackground: true });
}
await browser.close();
