import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { SecretStep } from './use-secrets.ts';

const PROGRAM = fileURLToPath(new URL('./use-secrets.ts', import.meta.url));
/** Of every keyring here. */
export const PASSWORD = 'keyring-password';
const SERVICE_FOLDER = 'services';
/** Longer than any test waits, shorter than it would disturb the machine for. */
const SILENT_SECONDS = 25;
/** How long the store waits for an answer: less where none will come. */
const TIMEOUT_MS = { answered: 60_000, unanswered: 5_000 };

/** How a session begins. The keyring's files are those that the same home had before. */
export type KeyringStart =
	/** Nothing to speak to. */
	| 'no-bus'
	/** A session bus on which nobody offers the Secret Service. */
	| 'no-service'
	/** gnome-keyring, with its login keyring made and unlocked. */
	| 'unlocked'
	/** gnome-keyring, without a password given to it: locked, or without any collection in a fresh home. */
	| 'not-unlocked'
	/** The same, where the window that asks for the password is never answered. */
	| 'unanswered';

/** A user's home for keyrings, which outlives its sessions. */
export interface KeyringHome {
	/** Starts a session, uses secrets in it by a process of its own, and ends it all. One outcome for each step. */
	session(start: KeyringStart, steps: readonly SecretStep[]): Promise<unknown[]>;
	remove(): Promise<void>;
}

/** Why there can be no keyring session here; null where there can. */
export function whyNoKeyring(): string | null {
	if (process.platform !== 'linux') return 'the Secret Service is a thing of Linux';
	const missing = [
		['dbus-run-session', 'dbus'],
		['gnome-keyring-daemon', 'gnome-keyring'],
	].filter(([command = '']) => spawnSync(command, ['--version']).error !== undefined);
	return missing.length === 0 ? null : `not installed: ${missing.map(([, name]) => name).join(', ')}`;
}

/** A fresh home, without any keyring. */
export async function createKeyringHome(): Promise<KeyringHome> {
	const home = await mkdtemp(join(tmpdir(), 'keyring-'));
	await mkdir(join(home, SERVICE_FOLDER));
	await writeFile(join(home, 'bus.conf'), busConfiguration(home));
	return {
		async session(start, steps) {
			const prompter = join(home, SERVICE_FOLDER, 'org.gnome.keyring.SystemPrompter.service');
			// The bus waits for the program to take the name, which it never does.
			if (start === 'unanswered')
				await writeFile(prompter, serviceFile(`/bin/sh -c "exec sleep ${SILENT_SECONDS} >/dev/null 2>&1"`));
			else await rm(prompter, { force: true });
			const [command = '', ...args] = commandOf(start, home, JSON.stringify(steps));
			const child = spawn(command, args, {
				env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home },
				stdio: ['ignore', 'pipe', 'pipe'],
			});
			const [output, trouble] = await Promise.all([text(child.stdout), text(child.stderr)]);
			if (output === '') throw new Error(`the session gave no outcomes: ${trouble}`);
			return z.array(z.unknown()).parse(JSON.parse(output));
		},
		remove: () => rm(home, { recursive: true, force: true }),
	};
}

function commandOf(start: KeyringStart, home: string, steps: string): string[] {
	const timeoutMs = start === 'unanswered' ? TIMEOUT_MS.unanswered : TIMEOUT_MS.answered;
	const program = [process.execPath, PROGRAM, String(timeoutMs), steps];
	if (start === 'no-bus') return program;
	const session = ['dbus-run-session', `--config-file=${join(home, 'bus.conf')}`, '--'];
	if (start === 'no-service') return [...session, ...program];
	const daemon =
		start === 'unlocked'
			? `printf %s ${PASSWORD} | gnome-keyring-daemon --unlock --components=secrets`
			: 'gnome-keyring-daemon --start --components=secrets';
	return [...session, 'sh', '-c', `${daemon} >/dev/null 2>&1; exec "$@"`, 'sh', ...program];
}

/** Of a bus of its own, so that the machine's services are not started in a test's session. */
export function busConfiguration(home: string): string {
	return `<busconfig>
	<type>session</type>
	<listen>unix:tmpdir=${home}</listen>
	<servicedir>${join(home, SERVICE_FOLDER)}</servicedir>
	<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
`;
}

function serviceFile(command: string): string {
	return `[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=${command}\n`;
}
