import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { findPersona } from '../../src/main/simulator/personas.ts';
import { tabTo } from './harness/tab-to.ts';
import { test } from './harness/test.ts';

describe('by keyboard alone', () => {
	test('a race can be set up, run, looked into, stopped and left', async ({ app }) => {
		const { keyboard } = app.page;
		// One that never ends by itself, so that nothing here depends on how fast a machine is.
		const prompt = app.page.locator('.field-prompt textarea');
		await tabTo(app.page, prompt);
		await keyboard.press('ControlOrMeta+A');
		await keyboard.type('Typed by hand.');
		await tabTo(app.page, app.page.locator('[popovertarget="provider-picker"]'));
		await keyboard.press('Enter');
		const chosen = app.page.locator('#provider-picker ol li');
		for (let left = await chosen.count(); left > 0; left--) {
			await tabTo(app.page, chosen.first().getByRole('button'));
			await keyboard.press('Enter');
		}
		for (const persona of ['steady', 'silent'] as const) {
			const name = findPersona(persona)?.name ?? persona;
			await tabTo(app.page, app.page.locator('#provider-picker .picker-add').filter({ hasText: name }));
			await keyboard.press('Enter');
		}
		await keyboard.press('Escape');
		await tabTo(app.page, app.page.locator('[popovertarget="more-fields"]'));
		await keyboard.press('Enter');
		await tabTo(app.page, app.page.getByRole('spinbutton', { name: 'Max tokens' }));
		await keyboard.press('ControlOrMeta+A');
		await keyboard.type('20');
		await keyboard.press('Escape');
		await keyboard.press('Control+Enter');
		await app.page.locator('main[data-phase="running"]').waitFor();
		// What had the focus cannot be changed any more: it went on to what can be done now.
		await app.page.locator('.stop:focus').waitFor();
		await app.waitForText(0, 20);
		await keyboard.press('Alt+1');
		await app.page.locator('main[data-density="wide"]').waitFor();
		expect(await app.columnCount()).toBe(1);
		// The first Esc closes what is open, the second one stops the race.
		await keyboard.press('Escape');
		await app.page.locator('main[data-density="roomy"]').waitFor();
		expect(await app.page.locator('main').getAttribute('data-phase')).toBe('running');
		await keyboard.press('Escape');
		await app.waitForIdle();
		await app.waitForColumn(1, 'cancelled');
		expect(await prompt.inputValue()).toBe('Typed by hand.');
		expect(await app.columnCount()).toBe(2);
	});

	// Would catch a file that only a pointer chooses, and a choice that is lost while another one is made.
	test('a run is saved and opened, and the theme and the language are switched', async ({ app, launched }) => {
		const { page } = app;
		await app.chooseTheme('dark');
		await app.setUp({ maxTokens: 20 });
		await app.raceToEnd();
		const before = await app.shown();
		const path = join(launched.home, 'by-hand.fluidity');
		const download = page.waitForEvent('download');
		await tabTo(page, page.getByRole('button', { name: 'Save run' }));
		await page.keyboard.press('Enter');
		writeFileSync(path, readFileSync(await (await download).path()));
		const chooser = page.waitForEvent('filechooser');
		await tabTo(page, page.locator('.files > button[aria-label="Open run…"]'));
		await page.keyboard.press('Enter');
		await (await chooser).setFiles(path);
		await page.getByText('From a file').waitFor();
		await app.waitForIdle();
		expect(await app.shown()).toEqual(before);
		for (const name of ['Theme', 'Language']) {
			await tabTo(page, page.getByRole('combobox', { name }));
			await page.keyboard.press('ArrowDown');
			await app.waitForIdle();
		}
		await page.locator('html[data-theme="light"][lang="en"]').waitFor({ state: 'attached' });
		await page.keyboard.press('ArrowDown');
		await page.locator('html[lang="zh-CN"]').waitFor({ state: 'attached' });
		expect(await page.locator('.menu select:focus').getAttribute('aria-label')).toBe('语言');
	});

	// Would catch a button that is shown before the fields that Tab leads to first.
	test('Tab goes through the fields of a race as they stand, however wide the window is', async ({ app }) => {
		for (const width of [1_440, 1_000, 768, 360]) {
			await app.page.setViewportSize({ width, height: 900 });
			const places = await app.page.locator('.controls > *:not([popover])').evaluateAll((fields) =>
				fields.map((field) => {
					const { left, top, bottom } = field.getBoundingClientRect();
					return { left, top, bottom };
				}),
			);
			for (const [index, { left, top }] of places.entries()) {
				const before = places[index - 1];
				if (before) expect([width, index, top >= before.bottom || left > before.left]).toEqual([width, index, true]);
			}
		}
	});

	test('? lists the shortcuts, and types a question mark where text is entered', async ({ app }) => {
		const dialog = app.page.locator('dialog[open]');
		await app.page.locator('body').press('?');
		await dialog.waitFor();
		expect(await dialog.innerText()).toContain('Ctrl');
		await app.page.keyboard.press('Escape');
		await dialog.waitFor({ state: 'hidden' });
		const prompt = app.page.locator('.field-prompt textarea');
		await prompt.focus();
		await app.page.keyboard.press('End');
		await app.page.keyboard.type('?');
		expect(await prompt.inputValue()).toMatch(/\?$/);
		expect(await dialog.count()).toBe(0);
	});

	test('Ctrl+Enter races from the prompt too', async ({ app }) => {
		await app.setUp({ maxTokens: 10 });
		const prompt = app.page.locator('.field-prompt textarea');
		const asked = await prompt.inputValue();
		await prompt.press('Control+Enter');
		await app.page.locator('main[data-phase="ended"]').waitFor();
		await app.waitForIdle();
		expect(await app.text(0)).not.toBe('');
		expect(await prompt.inputValue()).toBe(asked);
	});

	// Would catch an element that can be reached and not seen, and a trap.
	test('Tab leads to every control once, each with a focus that can be seen', async ({ app }) => {
		await app.setUp({ maxTokens: 10 });
		await app.raceToEnd();
		await app.page.evaluate(() => {
			document.body.tabIndex = -1;
			document.body.focus();
		});
		const visited: string[] = [];
		const unseen: string[] = [];
		let stopsInColumns = 0;
		for (let press = 0; press < 120; press++) {
			await app.page.keyboard.press('Tab');
			const focus = await app.page.evaluate(() => {
				const element = document.activeElement;
				if (element === null || element === document.body) return null;
				const { outlineStyle, outlineWidth } = getComputedStyle(element);
				const field = element.closest('.field, .menu, .chip');
				const around = field === null ? null : getComputedStyle(field);
				const seen =
					(outlineStyle !== 'none' && outlineWidth !== '0px') ||
					(around !== null && around.outlineStyle !== 'none' && around.outlineWidth !== '0px');
				const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 30) ?? '';
				const places = [...document.querySelectorAll('*')];
				const inColumns = element.closest('.columns') !== null;
				return { what: `${places.indexOf(element)} ${element.tagName} ${name}`, seen, inColumns };
			});
			if (focus === null) break;
			visited.push(focus.what);
			if (focus.inColumns) stopsInColumns += 1;
			if (!focus.seen) unseen.push(focus.what);
		}
		expect(unseen).toEqual([]);
		expect(new Set(visited).size).toBe(visited.length);
		const reachable = visited.join('\n');
		for (const part of ['BUTTON Race again', 'TEXTAREA']) expect(reachable).toContain(part);
		// However many columns there are, and whatever is in them.
		expect(stopsInColumns).toBe(1);
		// Screens, theme, language, help, prompt, two deadlines, providers, rounds, open, save, race; the table's heads.
		expect(visited.length).toBeGreaterThan(25);
	});

	// Would catch a column or a part of one that no key leads to, and a focus that is lost with what was open.
	test('arrow keys lead through the columns, Enter opens one wide and Escape leads back', async ({ app }) => {
		const { keyboard } = app.page;
		const focus = (): Promise<string> =>
			app.page.evaluate(() => {
				const part = document.activeElement;
				const column = part?.closest<HTMLElement>('.column')?.dataset.provider;
				const metric = part?.querySelector<HTMLElement>('[data-metric]')?.dataset.metric;
				return `${column} ${metric ?? part?.className.split(' ').at(part.matches('.explained') ? 1 : -1)}`;
			});
		await app.chooseProviders(['steady', 'rate-limited', 'stalling']);
		await app.setUp({ maxTokens: 10 });
		await app.raceToEnd();
		await tabTo(app.page, app.column(0).locator('.column-open'));
		const visited = [await focus()];
		for (const metric of ['fluidity', 'ttft', 'tbt-p99', 'rate', 'missed']) {
			await keyboard.press('ArrowDown');
			visited.push(await focus());
			expect(visited.at(-1)).toBe(`0 ${metric}`);
		}
		await keyboard.press('ArrowDown');
		expect(await focus()).toBe('0 text');
		// The one in the middle has no text: its first part has the focus, and it is not lost.
		await keyboard.press('ArrowRight');
		expect(await focus()).toBe('1 number');
		for (let press = 0; press < 2; press++) await keyboard.press('ArrowDown');
		await keyboard.press('ArrowRight');
		expect(await focus()).toBe('2 fluidity');
		await keyboard.press('ArrowRight');
		expect(await focus()).toBe('2 fluidity');
		await keyboard.press('Enter');
		await app.page.locator('main[data-density="wide"]').waitFor();
		expect(await app.page.locator('.column').getAttribute('data-provider')).toBe('2');
		await keyboard.press('Escape');
		await app.page.locator('main[data-density="roomy"]').waitFor();
		expect(await focus()).toBe('2 column-open');
		// Back from elsewhere, Tab leads to the column that was left.
		await app.page.locator('.field-prompt textarea').focus();
		await tabTo(app.page, app.column(2).locator('.column-open'));
	});

	test('arrow keys lead through the scorecard', async ({ app }) => {
		await app.setUp({ maxTokens: 10 });
		await app.raceToEnd();
		await app.page.locator('.scorecard tbody button').first().focus();
		const before = await app.page.evaluate(() => document.activeElement?.textContent);
		await app.page.keyboard.press('ArrowDown');
		await app.page.keyboard.press('ArrowRight');
		const cell = await app.page.evaluate(() => {
			const at = document.activeElement?.closest('td');
			return at === null || at === undefined ? null : [at.closest('tr')?.rowIndex, at.cellIndex];
		});
		expect(before).not.toBeNull();
		expect(cell).toEqual([2, 2]);
	});
});
