import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createKnownSecrets } from '../../../src/main/app-known-secrets.ts';
import { UsageError } from '../../../src/main/cli/exit.ts';
import { addRaceCommand } from '../../../src/main/cli/race-command.ts';
import { addReportCommand } from '../../../src/main/cli/report-command.ts';
import { addScoreCommand } from '../../../src/main/cli/score-command.ts';

/** Nothing is started, sent or written for any of these: they are refused before. */
async function messageOf(args: readonly string[]): Promise<string> {
	const program = new Command().exitOverride();
	const finish = (): never => {
		throw new Error('it was done all the same');
	};
	addRaceCommand(program, finish, createKnownSecrets());
	addScoreCommand(program, finish);
	addReportCommand(program, finish);
	const refused: unknown = await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => error);
	if (!(refused instanceof UsageError)) throw new Error(`${args.join(' ')} was not refused: ${String(refused)}`);
	return refused.message;
}

const race = (...args: string[]): string[] => ['race', '--provider', 'sim:steady', ...args];
const score = (...args: string[]): string[] => ['score', 'nowhere.fluidity', ...args];
const report = (...args: string[]): string[] => ['report', 'nowhere.fluidity', '--out', 'nowhere', ...args];
const own = (name: string): string[] => ['--provider', `${name}=http://127.0.0.1:1/v1`, '--model', 'm'];

// Would catch a default of 400000000 for 400ms: what the help says must be something that can be written.
it('the help names each default as it would be written', () => {
	const program = new Command();
	addRaceCommand(program, () => {}, createKnownSecrets());
	addReportCommand(program, () => {});
	for (const command of program.commands) {
		for (const option of command.options) {
			if (option.defaultValue === undefined || option.parseArg === undefined) continue;
			const named = option.defaultValueDescription ?? String(option.defaultValue);
			expect(option.parseArg(named, undefined), `${command.name()} ${option.long}`).toEqual(option.defaultValue);
			expect(command.helpInformation().replace(/\s+/g, ' ')).toContain(`(default: ${named})`);
		}
	}
});

describe('a bad argument is named, with what would be right', () => {
	it.each<[args: string[], message: string]>([
		[race('--rounds', '0'), '--rounds: "0" is not a whole number from 1 to 10000.'],
		[race('--rounds', '1.5'), '--rounds: "1.5" is not a whole number from 1 to 10000.'],
		[race('--rounds', '10001'), '--rounds: "10001" is not a whole number from 1 to 10000.'],
		[race('--max-tokens', '-1'), '--max-tokens: "-1" is not a whole number from 1 to 1000000.'],
		[race('--seed', 'one'), '--seed: "one" is not a whole number from 0 to 2147483647.'],
		[race('--seed', '2147483648'), '--seed: "2147483648" is not a whole number from 0 to 2147483647.'],
		[report('--seed', ''), '--seed: "" is not a whole number from 0 to 2147483647.'],
		[report('--resamples', '99'), '--resamples: "99" is not a whole number from 100 to 1000000.'],
		...['race', 'score', 'report'].flatMap((command): [string[], string][] => {
			const given = { race, score, report }[command] ?? race;
			return [
				[
					given('--ttft', '400'),
					'--ttft: "400" is not a length of time. Write a number and its unit, such as 50ms or 0.4s.',
				],
				[given('--ttft', '9e9min'), '--ttft: "9e9min" is not a length of time.'],
				[given('--ttft', '999999999min'), '--ttft: "999999999min" is too long.'],
				[given('--tbt', 'fast'), '--tbt: "fast" is not a length of time.'],
				[given('--tbt', '0ms'), '--tbt: must be more than 0, such as 50ms.'],
			];
		}),
		[race('--stall', '200'), '--stall: "200" is not a length of time.'],
		[race('--stall', '0s'), '--stall: must be more than 0'],
		[report('--stall', '-1s'), '--stall: "-1s" is not a length of time.'],
		[race('--connect-timeout', '0s'), '--connect-timeout: must be more than 0'],
		[race('--idle-timeout', '1h'), '--idle-timeout: "1h" is not a length of time.'],
		[race('--total-timeout', '99999min'), '--total-timeout: "99999min" is too long. At most 2147483647ms'],
		[score('--target-miss-rate', '10%'), '--target-miss-rate: "10%" is not a number from 0 to 1.'],
		[score('--target-miss-rate', '1.1'), '--target-miss-rate: "1.1" is not a number from 0 to 1.'],
		[race('--fail-under', '0.9'), '--fail-under: "0.9" is no gate. Write fluidity= and a number from 0 to 1'],
		[race('--fail-under', 'fluidity=2'), '--fail-under fluidity: "2" is not a number from 0 to 1.'],
		[report('--format', 'docx'), '--format: there is no format "docx". There are html, pdf, csv, json, metron.'],
		[race('--prompt', ' '), '--prompt: say something to ask.'],
		[race('--record', ''), '--record: write the name of a file, such as race.fluidity.'],
		[report('--out', ''), '--out: write the name of a folder, such as report.'],
		[race('--key-env', 'HOME'), '--key-env: sim:steady is simulated and takes no key.'],
		[race('--model', ' '), "--model: that of sim:steady is empty. Write the model's name as its provider spells it."],
		[['race', '--provider', 'sim:nobody'], '--provider: there is no persona "nobody". There are steady, bursty,'],
		[['race', ...own('A'), ...own('A')], '--provider: the name "A" is used twice. Give each its own.'],
		[
			['race', ...own('A'), '--key-env', '1'],
			'--key-env: write the name of an environment variable that holds the key.',
		],
	])('%j', async (args, message) => {
		expect(await messageOf(args)).toContain(message);
	});
});
