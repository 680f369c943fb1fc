import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderNames } from '../../../src/main/reports/folder-names.ts';
import { anyText } from '../../support/any-text.ts';

// Would catch a provider's name that leads out of the report's folder, hides, or writes over another's.
test('whatever a provider is called, its folder is below the report and its own', () => {
	fc.assert(
		fc.property(
			fc.array(fc.oneof(anyText(12), fc.constantFrom('..', '../../etc', 'a/b', 'CON', 'con.txt', '.', ''))),
			(names) => {
				const folders = folderNames(names);
				expect(new Set(folders.map((name) => name.toLowerCase())).size).toBe(names.length);
				for (const name of folders) expect(name).toMatch(/^(?!con(?:\.|$))[\p{L}\p{N}_][\p{L}\p{N}._-]*$/iu);
			},
		),
	);
});

test('a name that can be one stays itself', () => {
	expect(folderNames(['sim steady', '你好', 'A', 'a'])).toEqual(['sim-steady', '你好', 'A', 'a-2']);
});
