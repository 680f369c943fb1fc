#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { reportCrashes } from '../app-crashes.ts';
import { createKnownSecrets } from '../app-known-secrets.ts';
import { APP_VERSION } from '../app-version.ts';
import { endQuietlyUnread } from './closed-output.ts';
import { EXIT, RunError, UsageError } from './exit.ts';
import { maskKeys, maskValues } from './mask-values.ts';
import { addRaceCommand } from './race-command.ts';
import { addReportCommand } from './report-command.ts';
import { addScoreCommand } from './score-command.ts';

const knownSecrets = createKnownSecrets();
reportCrashes(knownSecrets.redact);
for (const output of [process.stdout, process.stderr]) endQuietlyUnread(output);

const program = new Command('fluidity')
	.description('See which LLM provider actually feels fast: deadline misses and the fluidity-index, not averages.')
	.version(APP_VERSION)
	.exitOverride()
	.configureOutput({ outputError: (message, write) => write(maskValues(message)) })
	.showHelpAfterError('(run with --help for the whole list)');

addRaceCommand(program, finish, knownSecrets);
addScoreCommand(program, finish);
addReportCommand(program, finish);

/** Sets the exit code without cutting off what is still being printed. */
function finish(code: number): void {
	process.exitCode = code;
}

try {
	await program.parseAsync();
} catch (error) {
	if (error instanceof CommanderError) {
		// commander has printed its message; help and version are no errors.
		finish(error.exitCode === 0 ? EXIT.fine : EXIT.usage);
	} else if (error instanceof UsageError) {
		process.stderr.write(`fluidity: ${maskKeys(error.message)}\n`);
		finish(EXIT.usage);
	} else if (error instanceof RunError) {
		process.stderr.write(`fluidity: ${maskKeys(error.message)}\n`);
		finish(EXIT.failed);
	} else {
		throw error;
	}
}
