import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/main/settings/settings-file.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'fluidity-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('bad arguments', () => {
	const KEY_IN_A_WRONG_PLACE = 'gsk_9f8e7d6c5b4a39281706';
	const own = ['--provider', 'Own=https://example.invalid/v1'];
	it.each<[string, string[], RegExp]>([
		['no provider', ['race'], /--provider/],
		['an unknown option', ['race', '--provider', 'sim:steady', '--bogus'], /--bogus/],
		['an unknown command', ['rase'], /rase/],
		['an unknown persona', ['race', '--provider', 'sim:nope'], /"nope".*steady/],
		['a provider without a URL', ['race', '--provider', 'Own'], /NAME=BASE_URL/],
		['a URL of another scheme', ['race', '--provider', 'Own=ftp://host/v1', '--model', 'm'], /must look like/],
		['a URL with a password', ['race', '--provider', 'Own=https://u:p@host/v1', '--model', 'm'], /--key-env/],
		['a URL with a key', ['race', '--provider', 'Own=https://host/v1?key=k', '--model', 'm'], /no query.*--key-env/],
		['an endpoint without a model', ['race', ...own], /--model: Own/],
		['two models for one endpoint', ['race', ...own, '--model', 'a', '--model', 'b'], /--model: 2 given for 1/],
		['a key variable that is not set', ['race', ...own, '--model', 'm', '--key-env', 'NO_SUCH_KEY'], /NO_SUCH_KEY/],
		['an empty model', ['race', ...own, '--model', ''], /--model: that of Own is empty/],
		['an empty model of a simulated one', ['race', '--provider', 'sim:steady', '--model', ' '], /--model.*empty/],
		['a time without a unit', ['race', '--provider', 'sim:steady', '--tbt', '50'], /--tbt.*unit/],
		['an interval of 0', ['race', '--provider', 'sim:steady', '--tbt', '0ms'], /--tbt.*more than 0/],
		['no tokens', ['race', '--provider', 'sim:steady', '--max-tokens', '0'], /--max-tokens.*from 1/],
		['a gate on nothing', ['race', '--provider', 'sim:steady', '--fail-under', 'speed=3'], /fluidity=0\.9/],
		['a gate above 1', ['race', '--provider', 'sim:steady', '--fail-under', 'fluidity=2'], /from 0 to 1/],
		['a gate of two numbers', ['race', '--provider', 'sim:steady', '--fail-under', 'fluidity=0.5=1'], /fluidity=0\.9/],
		[
			'a second gate',
			['race', '--provider', 'sim:steady', '--fail-under', 'fluidity=0.9', '--fail-under', 'fluidity=0'],
			/--fail-under: fluidity is given twice.*fluidity=0\.9/,
		],
		['an empty prompt', ['race', '--provider', 'sim:steady', '--prompt', ' '], /--prompt/],
		[
			'a recording in no folder',
			['race', '--provider', 'sim:steady', '--record', '/no/such/x.fluidity'],
			/--record.*folder/,
		],
		['a missing file', ['score', '/no/such/file'], /\/no\/such\/file does not exist: check the name/],
		['nothing on standard input', ['score', '-'], /standard input: is neither a recording nor JSON \(it is empty\)/],
		['an address without a name', ['race', '--provider', 'https://host/v1'], /needs a name in front/],
	])('%s ends with 2 and says what would be right', async (_name, args, message) => {
		const { code, stderr, stdout } = await runCli(args);
		expect(stderr).toMatch(message);
		expect(stdout).toBe('');
		expect(code).toBe(2);
	});

	it.each<[string, string[], RegExp]>([
		[
			'in place of its variable',
			['race', ...own, '--model', 'm', '--key-env', KEY_IN_A_WRONG_PLACE],
			/such as OPENAI_API_KEY/,
		],
		[
			'with an option that is not there',
			['race', '--provider', 'sim:steady', `--key=${KEY_IN_A_WRONG_PLACE}`],
			/unknown option '--key=…'/,
		],
		['as an argument', ['race', '--provider', 'sim:steady', KEY_IN_A_WRONG_PLACE], /too many arguments/],
		['as a command', [KEY_IN_A_WRONG_PLACE], /unknown command/],
		['in an address without a name', ['race', '--provider', `https://${KEY_IN_A_WRONG_PLACE}@host/v1`], /needs a name/],
		['as the model', ['race', ...own, '--model', KEY_IN_A_WRONG_PLACE, '--key-env', 'OWN_KEY'], /model holds the key/],
	])('a key %s is not repeated', async (_name, args, message) => {
		const { code, stderr } = await runCli(args, { env: { OWN_KEY: KEY_IN_A_WRONG_PLACE } });
		expect(stderr).toMatch(message);
		expect(stderr).not.toContain(KEY_IN_A_WRONG_PLACE);
		expect(code).toBe(2);
	});

	// Would catch a message that leaves a person guessing at how the app spells a name.
	it('names the saved providers where there is none of that name, or several', async () => {
		const home = mkdtempSync(join(folder, 'home-'));
		const provider = { baseUrl: 'http://127.0.0.1:9/v1', model: 'm', headers: [], price: null, keyVariable: null };
		const providers = ['Desk', 'Twin', 'Twin'].map((name, index) => ({ ...provider, id: `own-${index}`, name }));
		const settings = { ...DEFAULT_SETTINGS, providers };
		writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
		const outcome = (name: string) => runCli(['race', '--provider', name], { env: { FLUIDITY_HOME: home } });
		expect(await outcome('desk')).toMatchObject({ code: 2, stderr: expect.stringContaining('Desk, Twin, Twin') });
		expect(await outcome('Twin')).toMatchObject({ code: 2, stderr: expect.stringContaining('own-1 or own-2') });
		expect(await outcome('own-1')).toMatchObject({ code: 1, stdout: expect.stringContaining('Twin') });
	});

	it('refuses a key over plain http to another machine', async () => {
		const args = ['race', '--provider', 'Lan=http://192.0.2.1:8000/v1', '--model', 'm', '--key-env', 'K'];
		const { code, stderr } = await runCli(args, { env: { K: 'key-0123456789' } });
		expect(stderr).toContain('plain http');
		expect(code).toBe(2);
	});
});
