import { createRedactor, type Redactor } from './engine/redact.ts';

/** The secrets that this process has come to know, for masking them in whatever it says. */
export interface KnownSecrets {
	/** From now on these are masked too. */
	learn(values: readonly string[]): void;
	/** The text with every secret that is known masked, also at an end where it may have been cut off. */
	redact(text: string): string;
}

/** Knows none at first. Forgets none: what was a key once must not be shown later either. */
export function createKnownSecrets(): KnownSecrets {
	const known = new Set<string>();
	let redactor: Redactor | null = null;
	return {
		learn(values) {
			for (const value of values) {
				if (known.has(value)) continue;
				known.add(value);
				redactor = null;
			}
		},
		redact(text) {
			redactor ??= createRedactor([...known]);
			return redactor.redactCut(text);
		},
	};
}
