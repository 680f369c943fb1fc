import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, openSettingsFile, type Settings } from '../../../src/main/settings/settings-file.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const provider = {
	id: 'own-0123456789ab',
	name: 'Local',
	baseUrl: 'http://127.0.0.1:8000/v1',
	model: 'small',
	headers: [
		{ name: 'X-Title', value: 'Bench' },
		{ name: 'X-Secret', value: null },
	],
	price: { inputPerMillion: 0.5, outputPerMillion: 2 },
	keyVariable: 'LOCAL_KEY',
};
const settings: Settings = { ...DEFAULT_SETTINGS, providers: [provider] };

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'settings-'));
	path = join(folder, 'deep', 'settings.json');
});
afterEach(() => {
	chmodSync(folder, 0o700);
	rmSync(folder, { recursive: true });
});

function writeSettings(text: string): void {
	mkdirSync(join(folder, 'deep'));
	writeFileSync(path, text);
}

test('a missing file means the defaults, and is not made by looking', () => {
	expect(openSettingsFile(path, now)).toMatchObject({ settings: DEFAULT_SETTINGS, problem: null });
	expect(readdirSync(folder)).toEqual([]);
});

test('what is saved is read again, by its owner alone, and leaves nothing beside it', () => {
	expect(openSettingsFile(path, now).save(settings)).toBeNull();
	expect(openSettingsFile(path, now)).toMatchObject({ settings, problem: null });
	expect(readdirSync(join(folder, 'deep'))).toEqual(['settings.json']);
	if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

// Would catch a file that is written in place: whoever reads it meanwhile, or after a crash, finds half of it.
test.skipIf(process.platform === 'win32')('a save puts a new file in place of the old one', () => {
	const file = openSettingsFile(path, now);
	file.save(DEFAULT_SETTINGS);
	const before = statSync(path).ino;
	file.save(settings);
	expect(statSync(path).ino).not.toBe(before);
});

test('a save that fails says so and keeps the old file whole', () => {
	const file = openSettingsFile(path, now);
	file.save(DEFAULT_SETTINGS);
	// Where the new file would be written there is a folder: that cannot be opened, whoever runs the test.
	mkdirSync(`${path}.${process.pid}.next`);
	expect(file.save(settings)).toMatchObject({ code: 'settings-not-saved' });
	expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(DEFAULT_SETTINGS);
});

describe('a damaged file', () => {
	const changed = (change: object): string => JSON.stringify({ ...settings, providers: [{ ...provider, ...change }] });

	test.each([
		['half of it', JSON.stringify(settings).slice(0, 100)],
		['an empty one', ''],
		['another version', JSON.stringify({ ...settings, version: 2 })],
		['something more', JSON.stringify({ ...settings, more: 1 })],
		// These would break every view of the providers.
		['an address that is none', changed({ baseUrl: 'nowhere' })],
		['another scheme', changed({ baseUrl: 'file:///etc/passwd' })],
		['a password in the address', changed({ baseUrl: 'https://user:secret@host/v1' })],
		['a key in the address', changed({ baseUrl: 'https://host/v1?key=secret' })],
		['the id of an embedded provider', changed({ id: 'sim:steady' })],
		// A secret in the file would be shown.
		['a value of a secret header', changed({ headers: [{ name: 'X-Secret', value: 'secret' }] })],
		['a header without its open value', changed({ headers: [{ name: 'X-Title', value: null }] })],
		['a header that is none', changed({ headers: [{ name: 'X Secret', value: null }] })],
	])('is set aside whole, with a message, and never shown: %s', (_what, text) => {
		writeSettings(text);
		const opened = openSettingsFile(path, now);
		expect(opened.settings).toEqual(DEFAULT_SETTINGS);
		expect(opened.problem?.code).toBe('settings-damaged');
		const aside = `${path}.damaged-2026-01-02T03-04-05-678Z`;
		expect(opened.problem?.message).toContain(aside);
		expect(opened.problem?.names).toEqual({ aside });
		expect(readFileSync(aside, 'utf8')).toBe(text);
		expect(opened.save(settings)).toBeNull();
		expect(openSettingsFile(path, now)).toMatchObject({ settings, problem: null });
		expect(readFileSync(aside, 'utf8')).toBe(text);
	});

	test('is said where to be wrong', () => {
		writeSettings(changed({ baseUrl: 'nowhere' }));
		expect(openSettingsFile(path, now).problem?.cause).toMatchObject({
			code: 'settings-wrong-at',
			names: { place: 'providers.0.baseUrl' },
		});
	});

	// Would catch a message that quotes the line on which a person pasted a key.
	test('is not quoted in the message', () => {
		writeSettings('{"key": sk-pasted-here}');
		expect(openSettingsFile(path, now).problem?.message).not.toContain('sk-pasted');
	});
});

// Would catch a save that replaces settings which could not be read, and which exist nowhere else.
test.skipIf(process.platform === 'win32')('a file that cannot be read is reported and never replaced', () => {
	mkdirSync(join(folder, 'deep'));
	// A link to itself: nobody can read it, and anybody could put a file in its place.
	symlinkSync(path, path);
	const opened = openSettingsFile(path, now);
	expect(opened.problem).toMatchObject({
		...{ code: 'settings-unreadable', names: { path }, quote: expect.stringContaining('ELOOP') },
	});
	expect(opened.save(settings)?.code).toBe('settings-not-replaced');
	expect(readlinkSync(path)).toBe(path);
	expect(readdirSync(join(folder, 'deep'))).toEqual(['settings.json']);
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
	'a damaged file that cannot be moved aside is not replaced either',
	() => {
		writeSettings('damaged');
		chmodSync(join(folder, 'deep'), 0o500);
		try {
			const opened = openSettingsFile(path, now);
			expect(opened.problem?.message).toMatch(/could not be moved aside/);
			expect(opened.problem?.code).toBe('settings-stuck');
			chmodSync(join(folder, 'deep'), 0o700);
			expect(opened.save(settings)?.code).toBe('settings-not-replaced');
			expect(readFileSync(path, 'utf8')).toBe('damaged');
		} finally {
			chmodSync(join(folder, 'deep'), 0o700);
		}
	},
);
