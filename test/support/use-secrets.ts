import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { launchKeychain } from '../../src/main/secrets/launch-keychain.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import type { SecretKind, SecretOwner } from '../../src/main/secrets/secret-store.ts';
import { PASSWORD } from './keyring-session.ts';

// A program that uses secrets as the app does, for keyring-session.ts: steps in as JSON, their outcomes out as JSON.

/** Something to do with secrets, in a process that has opened the store. */
export type SecretStep =
	/** What the person is told when the store is opened. */
	| readonly ['notice']
	| readonly ['view' | 'use', SecretOwner, SecretKind]
	| readonly ['set', SecretOwner, SecretKind, string]
	| readonly ['delete', string, SecretKind]
	/** The person unlocks the keyring meanwhile. */
	| readonly ['unlock']
	/** Asks the keychain's process itself, past the store, to keep a secret. */
	| readonly ['keep', string]
	/** The keys in the kernel whose description holds a text. */
	| readonly ['kernel-keys', string];

const [timeoutMs, stepsText = '[]'] = process.argv.slice(2);
const { store, notice } = await openSecretStore({ timeoutMs: Number(timeoutMs) });

async function take(step: SecretStep): Promise<unknown> {
	switch (step[0]) {
		case 'notice':
			return notice;
		case 'view':
			return store.view(step[1], step[2]);
		case 'use': {
			const result = await store.use(step[1], step[2]);
			return result.ok ? (result.value?.reveal() ?? null) : result.problem.code;
		}
		case 'set':
			return store.set(step[1], step[2], step[3]);
		case 'delete':
			return store.delete(step[1], step[2]);
		case 'unlock': {
			const args = ['--replace', '--unlock', '--components=secrets'];
			return spawnSync('gnome-keyring-daemon', args, { input: PASSWORD, stdio: ['pipe', 'ignore', 'ignore'] }).status;
		}
		case 'keep': {
			const keychain = launchKeychain();
			const request = { type: 'set', account: step[1], origin: 'https://a.example', secret: 'kept' } as const;
			const answer = await keychain.ask(request);
			keychain.kill();
			return answer;
		}
		case 'kernel-keys':
			return readFileSync('/proc/keys', 'utf8')
				.split('\n')
				.filter((line) => line.includes(step[1]));
	}
}

const steps: readonly SecretStep[] = JSON.parse(stepsText);
const outcomes: unknown[] = [];
for (const step of steps) outcomes.push(await take(step));
process.stdout.write(JSON.stringify(outcomes));
