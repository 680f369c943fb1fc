import { createRedactor, type Redactor } from './engine/redact.ts';

/** The secrets that this process has come to know, for masking them in whatever it says. */
export interface KnownSecrets {
	/** From now on these are masked too. */
	learn(values: readonly string[]): void;
	/** As `learn`, of a key that is kept or used: from now on it may stand in nothing that is stored and shown. */
	learnKey(key: string): void;
	/** Every key that was learned as one. */
	keys(): readonly string[];
	/** The text with every secret that is known masked, also at an end where it may have been cut off. */
	redact(text: string): string;
}

/** Knows none at first. Forgets none: what was a key once must not be shown later either. */
export function createKnownSecrets(): KnownSecrets {
	const known = new Set<string>();
	const keys = new Set<string>();
	let redactor: Redactor | null = null;

	function learn(values: readonly string[]): void {
		for (const value of values) {
			if (known.has(value)) continue;
			known.add(value);
			redactor = null;
		}
	}

	return {
		learn,
		learnKey(key) {
			learn([key]);
			keys.add(key);
		},
		keys: () => [...keys],
		redact(text) {
			redactor ??= createRedactor([...known]);
			return redactor.redactCut(text);
		},
	};
}
