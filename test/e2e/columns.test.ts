import { describe, expect } from 'vitest';
import { PERSONA_IDS } from '../../src/main/simulator/personas.ts';
import type { AppPage } from './harness/app-page.ts';
import { test } from './harness/test.ts';

/** The reasoning one is left out: it has no visible text in so few tokens. */
const STREAMING = PERSONA_IDS.slice(0, 6);

/** Columns that reach beyond the window's width, or whose parts run over them. */
async function overflowing(app: AppPage): Promise<string[]> {
	return app.page.locator('.column').evaluateAll((columns) =>
		columns.flatMap((column) => {
			const { left, right } = column.getBoundingClientRect();
			const parts = [...column.querySelectorAll(':scope > *, .value')].filter(
				(part) => part.getBoundingClientRect().right > right + 1,
			);
			const outside = left < 0 || right > innerWidth + 1;
			return outside || parts.length > 0 ? [`column ${column.getAttribute('data-provider')}`] : [];
		}),
	);
}

describe('columns', () => {
	test.for([
		[2, 'roomy'],
		[4, 'roomy'],
		[8, 'dense'],
		[16, 'tight'],
	] as const)('%i of them stand side by side without running over', async ([count, density], { app }) => {
		await app.chooseProviders(
			Array.from({ length: count }, (_, index) => STREAMING[index % STREAMING.length] ?? 'steady'),
		);
		await app.setUp({ maxTokens: 40 });
		await app.raceToEnd();
		expect(await app.columnCount()).toBe(count);
		expect(await app.page.locator('main').getAttribute('data-density')).toBe(density);
		for (const width of [360, 800, 1_280, 1_440]) {
			await app.page.setViewportSize({ width, height: 900 });
			expect([width, await overflowing(app)]).toEqual([width, []]);
		}
		// All in view at once, each with its text, its numbers and its beats.
		const heights = await app.page
			.locator('.column')
			.evaluateAll((columns) => columns.map((column) => column.getBoundingClientRect().bottom));
		expect(Math.max(...heights)).toBeLessThanOrEqual(900);
		for (let provider = 0; provider < count; provider++) {
			expect(await app.metric(provider, 'fluidity')).toMatch(/^[01]\.\d\d$/);
			const text = await app.column(provider).locator('.text').boundingBox();
			expect(text?.height).toBeGreaterThan(30);
		}
	});

	test('of the same provider twice have names of their own', async ({ app }) => {
		await app.chooseProviders(['steady', 'steady']);
		await app.setUp({ maxTokens: 10 });
		await app.raceToEnd();
		expect(await app.page.locator('.column h2').allInnerTexts()).toEqual(['Northwind AI', 'Northwind AI (2)']);
	});

	// Would catch a column that loses its place, or a strip that is not drawn again.
	test('open wide in the middle of a race and close again, and nothing of the text is lost', async ({ app }) => {
		// One that never ends by itself, so that the race is sure to be on.
		await app.chooseProviders(['steady', 'silent', 'stalling']);
		await app.setUp({ maxTokens: 60 });
		await app.race();
		await app.waitForText(2, 40);
		await app.column(2).locator('.column-open').click();
		await app.page.locator('main[data-density="wide"]').waitFor();
		expect(await app.columnCount()).toBe(1);
		await app.page.keyboard.press('Escape');
		await app.page.locator('main[data-density="roomy"]').waitFor();
		// Esc closed the column; the race went on.
		expect(await app.page.locator('main').getAttribute('data-phase')).toBe('running');
		expect(await app.columnCount()).toBe(3);
		await app.waitForColumn(2, 'completed');
		await app.stop();
		const closed = await app.text(2);
		await app.column(2).locator('.column-open').click();
		await app.page.locator('main[data-density="wide"]').waitFor();
		await app.waitForIdle();
		expect(await app.text(2)).toBe(closed);
		const drawn = await app.column(2).locator('.strip-canvas').evaluate(coloursOf);
		expect(drawn).toBeGreaterThan(3);
	});
});

/** How many colours a canvas shows: one that is blank shows one. */
function coloursOf(canvas: HTMLElement | SVGElement): number {
	if (!(canvas instanceof HTMLCanvasElement)) return 0;
	const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
	const colours = new Set<string>();
	for (let at = 0; at < data.length; at += 4)
		colours.add(`${data[at]},${data[at + 1]},${data[at + 2]},${data[at + 3]}`);
	return colours.size;
}
