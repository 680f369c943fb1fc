import type { Problem } from '../core/api.ts';
import type { StoredProvider } from './settings/settings-file.ts';

/** `OPENAI_API_KEY`, `HF_TOKEN` and `KEY`, but not `HOME`, `DATABASE_URL` or `MONKEY`. */
const LOOKS_LIKE_KEY = /(?:^|_)(?:API)?(?:KEY|TOKEN)$/i;

/** Whether a variable's name says that it holds a key: another one may be a key that was written in its place. */
export function namesKey(variable: string): boolean {
	return LOOKS_LIKE_KEY.test(variable);
}

/** All but what says of itself that it is a key: for a program of the person's own, which needs what the desktop set. */
export function withoutKeys(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !namesKey(name)));
}

/**
 * Why a provider may not take its key from an environment variable; null where it may. A page that is not to be trusted
 * must not read the environment through an address of its choice: the name must be that of a key, and the first origin
 * that uses it has it to itself.
 *
 * @param providers all that are stored; the provider itself may be among them
 */
export function keyVariableProblem(
	variable: string,
	provider: Pick<StoredProvider, 'id' | 'baseUrl'>,
	providers: readonly StoredProvider[],
): Problem | null {
	if (!namesKey(variable)) {
		// Not repeated: it may be the key itself.
		return {
			code: 'bad-key-variable',
			message:
				"That does not name a key: the variable's name must end in KEY or TOKEN, such as OPENAI_API_KEY. A key itself belongs into the key field.",
		};
	}
	const { origin } = new URL(provider.baseUrl);
	const other = providers.find(
		({ id, keyVariable, baseUrl }) =>
			id !== provider.id && sameVariable(keyVariable, variable) && new URL(baseUrl).origin !== origin,
	);
	if (!other) return null;
	return {
		code: 'key-variable-taken',
		message: `${variable} is the key of ${other.name} for ${new URL(other.baseUrl).origin}, so it is not sent to ${origin}. Have ${other.name} forget it first.`,
	};
}

/** Windows does not tell upper case from lower. */
function sameVariable(one: string | null, other: string): boolean {
	return one?.toUpperCase() === other.toUpperCase();
}
