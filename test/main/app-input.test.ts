import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { apiInputs } from '../../src/core/api.ts';
import { appForEachTest, providerInput, raceOf } from '../support/app-for-each-test.ts';

const KEY = 'sk-0123456789abcdef-WXYZ';

const tested = appForEachTest();

describe('input from outside', () => {
	const wrong: { readonly [Method in keyof typeof apiInputs]: readonly unknown[] } = {
		startRace: [
			{ ...raceOf([]) },
			{ ...raceOf(['sim:steady']), maxTokens: 0 },
			{ ...raceOf(['sim:steady']), eachMs: 0 },
			{ ...raceOf(['sim:steady']), firstMs: Number.NaN },
			{ ...raceOf(['sim:steady']), firstMs: Number.POSITIVE_INFINITY },
			{ ...raceOf(['sim:steady']), prompt: '  ' },
			{ ...raceOf(['../steady']) },
			{ ...raceOf(Array.from({ length: 17 }, () => 'sim:steady')) },
		],
		stopRace: [{ now: true }],
		exportRun: [{}, { runId: 1 }],
		exportReport: [
			{ runId: 'run-1' },
			{ runId: 'run-1', format: 'pdf' },
			{ runId: 'run-1', format: 'html', out: '/tmp' },
			{ runId: 'run-1', format: 'html', deadlines: { firstMs: 0, eachMs: 0, stallMs: 0 } },
			{ runId: 'run-1', format: 'html', deadlines: { firstMs: 400, eachMs: 50 } },
			{ runId: 'run-1', format: 'html', deadlines: { firstMs: Number.NaN, eachMs: 50, stallMs: 200 } },
			{ runId: 'run-1', format: 'html', definition: { count: 'words' } },
			{ runId: 'run-1', format: 'html', fluidRate: { share: 0, targetMissRate: 0.1 } },
		],
		openRun: [
			{ name: 'a', bytes: [1, 2] },
			{ name: 'a', bytes: 'text' },
			{ name: 'large', bytes: new Uint8Array(128 * 1024 * 1024 + 1) },
		],
		saveProvider: [
			{ ...providerInput(), name: '' },
			{ ...providerInput(), key: KEY },
			{ ...providerInput(), headers: [{ name: 'a b', value: 'c' }] },
			{ ...providerInput(), price: { inputPerMillion: -1, outputPerMillion: 1 } },
		],
		removeProvider: [{}, { id: 'A B' }],
		setKey: [
			{ providerId: 'own-1', key: '' },
			{ providerId: 'own-1', key: 'x'.repeat(4_001) },
		],
		useKeyVariable: [
			{ providerId: 'own-1', variable: '1A' },
			{ providerId: 'own-1', variable: 'A B' },
		],
		forgetKey: [{ providerId: 1 }],
		savePreferences: [{ theme: 'pink', language: 'en', race: raceOf(['sim:steady']) }],
		dismissNotice: [{ code: 'x'.repeat(101) }],
	};

	test.each(Object.entries(wrong))('is refused before %s sees it', async (method, inputs) => {
		const before = tested.events.length;
		for (const bad of [...inputs, null, undefined, 'text', 1, []]) {
			expect(await tested.app.callUnchecked(method, bad)).toMatchObject({ ok: false, problem: { code: 'bad-input' } });
		}
		expect(tested.events).toHaveLength(before);
		expect(readdirSync(tested.folder)).toEqual([]);
	});

	test.each(['', 'close', 'constructor', '__proto__', 'hasOwnProperty'])(
		'is refused for no method: %j',
		async (name) => {
			expect(await tested.app.callUnchecked(name, {})).toMatchObject({
				ok: false,
				problem: { code: 'no-such-method' },
			});
		},
	);

	test('says what is wrong without the value', async () => {
		const answer = await tested.app.callUnchecked('setKey', { providerId: 'own-1', key: [KEY] });
		expect(answer).toMatchObject({ problem: { message: expect.stringMatching(/^key: /) } });
		expect(JSON.stringify(answer)).not.toContain(KEY);
	});
});
