import type { Problem } from '../../core/api.ts';
import {
	type KeychainAnswer,
	type KeychainEntry,
	type KeychainRequest,
	keychainAnswerSchema,
} from './keychain-messages.ts';
import { type KeychainFailure, keychainProblem } from './keychain-problems.ts';
import type { KeychainProcess, LaunchKeychain } from './launch-keychain.ts';
import {
	accountOf,
	forOtherOrigin,
	holdSecret,
	lastFourOf,
	originOf,
	type SecretKind,
	type SecretOwner,
	type SecretStore,
} from './secret-store.ts';

/** The system's keychain as a store. */
export interface KeychainStore extends Pick<SecretStore, 'view' | 'use' | 'delete'> {
	/** Replaces what was held, for whatever origin. Null, or why it was not kept. */
	set(owner: SecretOwner, kind: SecretKind, value: string): Promise<Problem | null>;
	/** Reads what there is, for `view`. Null, or what is wrong. gnome-keyring asks for no password for this. */
	look(): Promise<Problem | null>;
}

export interface KeychainOptions {
	readonly launch: LaunchKeychain;
	/** How long a person has to unlock the keychain. Afterwards its window is taken away. */
	readonly timeoutMs: number;
	/** How long `look` may take, which waits for nobody. */
	readonly lookTimeoutMs: number;
	readonly platform: NodeJS.Platform;
}

/** How long the process is kept for the next request: a race asks for several keys in a row, and each start takes time. */
const IDLE_MS = 1_000;

type Known = Pick<KeychainEntry, 'origin' | 'lastFour'>;
type Outcome = Exclude<KeychainAnswer, { type: 'unavailable' | 'failed' }> | KeychainFailure;

/**
 * Keeps secrets in the system's keychain. One request at a time, so that no two windows ask for the same password, and
 * each answered or given up after its time-out. Until `look` has been called, views are 'locked'.
 */
export function createKeychainStore({ launch, timeoutMs, lookTimeoutMs, platform }: KeychainOptions): KeychainStore {
	/** By account; null while unknown, because the keychain is locked. */
	let known: Map<string, Known> | null = null;
	let previous: Promise<unknown> = Promise.resolve();
	let running: KeychainProcess | null = null;
	let idle: NodeJS.Timeout | undefined;

	function ask(request: KeychainRequest, limitMs: number): Promise<Outcome> {
		const outcome = previous.then(() => answerWithin(request, limitMs));
		previous = Promise.allSettled([outcome]);
		return outcome;
	}

	async function answerWithin(request: KeychainRequest, limitMs: number): Promise<Outcome> {
		clearTimeout(idle);
		const asked = running ?? start();
		let timer: NodeJS.Timeout | undefined;
		const limit = new Promise<'timeout'>((resolve) => {
			timer = setTimeout(() => resolve('timeout'), limitMs);
		});
		const answer = await Promise.race([asked.ask(request), limit]);
		clearTimeout(timer);
		if (answer === 'timeout' || answer === undefined) {
			end();
			return answer === 'timeout' ? { type: 'timeout', afterMs: limitMs } : { type: 'failed', failure: 'other' };
		}
		idle = setTimeout(end, IDLE_MS);
		return keychainAnswerSchema.parse(answer);
	}

	function start(): KeychainProcess {
		const started = launch();
		running = started;
		// One that ends while nothing is asked of it must not be asked.
		void started.gone.then(() => {
			if (running === started) running = null;
		});
		return started;
	}

	function end(): void {
		running?.kill();
		running = null;
	}

	async function look(): Promise<Problem | null> {
		const outcome = await ask({ type: 'list' }, lookTimeoutMs);
		if (outcome.type !== 'listed') return problemOf(outcome);
		known = new Map(outcome.entries.map(({ account, origin, lastFour }) => [account, { origin, lastFour }]));
		return null;
	}

	/** One entry as it is now. Where none was known, the keychain has just been unlocked: all of them can be seen. */
	async function learn(account: string, entry: Known): Promise<void> {
		if (known) known.set(account, entry);
		// Should that fail, views stay 'locked' and lose nothing.
		else await look();
	}

	function problemOf(outcome: Outcome): Problem {
		switch (outcome.type) {
			case 'timeout':
			case 'unavailable':
			case 'failed':
				return keychainProblem(outcome, platform);
			default:
				throw new Error(`the keychain's process answered another question: ${outcome.type}`);
		}
	}

	return {
		look,
		view(owner, kind) {
			if (known === null) return { type: 'locked' };
			const entry = known.get(accountOf(owner.id, kind));
			if (!entry) return { type: 'none' };
			if (entry.origin !== originOf(owner)) return { type: 'other-origin', origin: entry.origin };
			return { type: 'held', place: 'keychain', lastFour: entry.lastFour };
		},
		async set(owner, kind, value) {
			const account = accountOf(owner.id, kind);
			const origin = originOf(owner);
			const outcome = await ask({ type: 'set', account, origin, secret: value }, timeoutMs);
			if (outcome.type !== 'done') return problemOf(outcome);
			await learn(account, { origin, lastFour: lastFourOf(value) });
			return null;
		},
		async use(owner, kind) {
			const account = accountOf(owner.id, kind);
			const origin = originOf(owner);
			const outcome = await ask({ type: 'get', account, origin }, timeoutMs);
			switch (outcome.type) {
				case 'none':
					known?.delete(account);
					return { ok: true, value: null };
				case 'secret':
					await learn(account, { origin, lastFour: lastFourOf(outcome.secret) });
					return { ok: true, value: holdSecret(outcome.secret) };
				case 'other-origin':
					await learn(account, { origin: outcome.origin, lastFour: null });
					return { ok: false, problem: forOtherOrigin(kind, outcome.origin, origin) };
				default:
					return { ok: false, problem: problemOf(outcome) };
			}
		},
		async delete(ownerId, kind) {
			const account = accountOf(ownerId, kind);
			const wasSeen = known?.has(account) ?? false;
			const outcome = await ask({ type: 'delete', account }, timeoutMs);
			if (outcome.type === 'deleted') {
				known?.delete(account);
				return { ok: true, value: outcome.existed || wasSeen ? 'deleted' : 'none' };
			}
			if (wasSeen || !isAbsent(outcome)) return { ok: false, problem: problemOf(outcome) };
			return { ok: true, value: known === null ? 'unknown' : 'none' };
		},
	};
}

/** Whether there is nothing that could hold an entry. */
function isAbsent(outcome: Outcome): boolean {
	return outcome.type === 'unavailable' || (outcome.type === 'failed' && outcome.failure === 'no-collection');
}
