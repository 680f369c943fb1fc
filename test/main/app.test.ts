import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HostEvent } from '../../src/core/api.ts';
import { appForEachTest, providerInput, raceOf } from '../support/app-for-each-test.ts';
import { closedRecords, openBytes, smallRun } from '../support/recordings.ts';

const KEY = 'sk-0123456789abcdef-WXYZ';

const tested = appForEachTest();
const { start, state, view, saved } = tested;

describe('a new app', () => {
	test('has the embedded providers, the defaults and nothing to say', () => {
		expect(tested.events).toHaveLength(1);
		expect(state()).toMatchObject({ shell: 'browser', notices: [] });
		expect(state().providers.map(({ persona }) => persona)).toContain('stalling');
		expect(state().preferences.race.providerIds.map((id) => view(id).persona)).not.toContain(null);
	});

	test('tells of settings that were damaged, until the notice is dismissed', async () => {
		writeFileSync(join(tested.folder, 'settings.json'), '{');
		start();
		expect(state().notices).toMatchObject([{ code: 'settings-damaged', cause: { code: 'settings-not-json' } }]);
		await tested.app.call('dismissNotice', { code: 'settings-damaged' });
		expect(state().notices).toEqual([]);
	});

	test('says when settings cannot be written, and works on', async () => {
		rmSync(tested.folder, { recursive: true });
		writeFileSync(tested.folder, 'a file where the folder was');
		const id = await saved();
		expect(state().notices.map(({ code }) => code)).toEqual(['settings-not-saved']);
		expect(view(id).name).toBe('Example');
	});
});

describe('own providers', () => {
	test('are added, changed, removed, and there again after a restart', async () => {
		const id = await saved({ headers: [{ name: 'X-Title', value: 'Bench' }] });
		await saved({ id, name: 'Renamed', headers: [{ name: 'X-Title', value: null }], price: null });
		start();
		expect(view(id)).toMatchObject({ name: 'Renamed', headers: [{ name: 'X-Title', value: 'Bench' }], persona: null });
		expect(await tested.app.call('removeProvider', { id })).toEqual({ ok: true, value: null });
		start();
		expect(state().providers.every(({ persona }) => persona !== null)).toBe(true);
		expect(await tested.app.call('removeProvider', { id })).toMatchObject({ problem: { code: 'no-such-provider' } });
		expect(await tested.app.call('saveProvider', providerInput({ id }))).toMatchObject({
			problem: { code: 'no-such-provider' },
		});
	});

	test.each(['sim:steady', 'own-000000000000'])('do not include %s', async (id) => {
		const refused = { ok: false, problem: { code: 'no-such-provider' } };
		expect(await tested.app.call('saveProvider', providerInput({ id }))).toMatchObject(refused);
		expect(await tested.app.call('removeProvider', { id })).toMatchObject(refused);
		expect(await tested.app.call('setKey', { providerId: id, key: KEY })).toMatchObject(refused);
		expect(await tested.app.call('useKeyVariable', { providerId: id, variable: 'A' })).toMatchObject(refused);
		expect(await tested.app.call('forgetKey', { providerId: id })).toMatchObject(refused);
	});
});

describe('preferences', () => {
	test('are kept, and told to every page', async () => {
		const preferences = { theme: 'dark', language: 'zh-CN', race: raceOf(['sim:cut']) } as const;
		await tested.app.call('savePreferences', preferences);
		expect(state().preferences).toEqual(preferences);
		start();
		expect(state().preferences).toEqual(preferences);
	});

	test('a page that has gone is told nothing more', async () => {
		const told: HostEvent[] = [];
		tested.app.subscribe((event) => told.push(event))();
		await saved();
		expect(told).toHaveLength(1);
	});
});

describe('a recording', () => {
	const records = smallRun();
	const whole = new Uint8Array(openBytes(closedRecords(records)));

	test('is opened as a run that has ended, told to whoever comes later, and saved again byte by byte', async () => {
		const opened = await tested.app.call('openRun', { name: 'mine.fluidity', bytes: whole });
		expect(opened).toEqual({ ok: true, value: { runId: 'run-1' } });
		const later: HostEvent[] = [];
		tested.app.subscribe((event) => later.push(event));
		// Would catch a page that calls itself whole, by its state, before the run has come.
		expect(later).toMatchObject([
			{ type: 'run', snapshot: { source: 'file', run: { id: 'run-1' } } },
			{ type: 'state' },
		]);
		const saved = await tested.app.call('exportRun', { runId: 'run-1' });
		expect(saved).toEqual({ ok: true, value: { name: 'mine.fluidity', bytes: whole } });
		expect(await tested.app.call('exportRun', { runId: 'another' })).toMatchObject({
			problem: { code: 'no-such-run' },
		});
		expect(await tested.app.call('stopRace', {})).toEqual({ ok: true, value: null });
	});

	test('that was cut is opened as far as it goes, with a notice', async () => {
		const bytes = whole.subarray(0, whole.length - 150);
		expect(await tested.app.call('openRun', { name: 'cut.fluidity', bytes })).toMatchObject({ ok: true });
		expect(state().notices).toMatchObject([
			{ code: 'recording-cut', message: expect.stringContaining('cut.fluidity') },
		]);
	});

	test.each([
		['nothing', 'recording-empty', new Uint8Array()],
		['something else', 'recording-foreign', new TextEncoder().encode('{"a":1}\n')],
		['a changed byte', 'recording-line', whole.map((byte, index) => (index === 200 ? byte ^ 1 : byte))],
	])('that is damaged is refused by name, and what was open stays: %s', async (_what, code, bytes) => {
		await tested.app.call('openRun', { name: 'good', bytes: whole });
		const before = tested.events.length;
		const refused = await tested.app.call('openRun', { name: 'bad.fluidity', bytes });
		expect(refused).toMatchObject({
			problem: {
				code: 'recording-damaged',
				message: expect.stringContaining('bad.fluidity'),
				names: { name: 'bad.fluidity' },
				cause: { code },
			},
		});
		expect(tested.events).toHaveLength(before);
		expect(await tested.app.call('exportRun', { runId: 'run-1' })).toMatchObject({ ok: true });
	});
});

test('a race of a provider that is not there is refused, with everything as it was', async () => {
	const refused = { ok: false, problem: { code: 'no-such-provider' } };
	expect(await tested.app.call('startRace', raceOf(['own-000000000000']))).toMatchObject(refused);
	expect(readdirSync(tested.folder)).toEqual([]);
});
