import { accountOf, forOtherOrigin, holdSecret, lastFourOf, originOf, type SecretStore } from './secret-store.ts';

/** Keeps secrets in this process, until it ends. Never fails. */
export function createMemoryStore(): SecretStore {
	const held = new Map<string, { readonly origin: string; readonly value: string }>();
	return {
		view(owner, kind) {
			const entry = held.get(accountOf(owner.id, kind));
			if (!entry) return { type: 'none' };
			if (entry.origin !== originOf(owner)) return { type: 'other-origin', origin: entry.origin };
			return { type: 'held', place: 'memory', lastFour: lastFourOf(entry.value) };
		},
		async set(owner, kind, value) {
			held.set(accountOf(owner.id, kind), { origin: originOf(owner), value });
			return { place: 'memory', notice: null };
		},
		async use(owner, kind) {
			const origin = originOf(owner);
			const entry = held.get(accountOf(owner.id, kind));
			if (!entry) return { ok: true, value: null };
			if (entry.origin !== origin) return { ok: false, problem: forOtherOrigin(kind, entry.origin, origin) };
			return { ok: true, value: holdSecret(entry.value) };
		},
		async delete(ownerId, kind) {
			return { ok: true, value: held.delete(accountOf(ownerId, kind)) ? 'deleted' : 'none' };
		},
	};
}
