import type { Locator, Page } from 'playwright-core';

const MOST_PRESSES = 150;

/**
 * Presses Tab until an element has the focus, as somebody without a pointer does.
 *
 * @throws where the element is never reached
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
	for (let press = 0; press < MOST_PRESSES; press++) {
		await page.keyboard.press('Tab');
		if (await target.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`Tab does not lead to ${target}`);
}
