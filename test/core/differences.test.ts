import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { differences, differencesTable } from '../support/differences.ts';

const page = fileURLToPath(new URL('../../docs/differences.md', import.meta.url));

it('docs/differences.md holds the table that running both gives; `vitest run -u` brings it up to date', async () => {
	const text = readFileSync(page, 'utf8');
	const table = /(<!-- table -->\n)[\s\S]*?(\n<!-- end -->)/;
	expect(text).toMatch(table);
	await expect(text.replace(table, (_, before, after) => `${before}${differencesTable()}${after}`)).toMatchFileSnapshot(
		page,
	);
});

it('lists no difference that is none', () => {
	expect(differences().filter(({ reference, ours }) => reference === ours)).toEqual([]);
});
