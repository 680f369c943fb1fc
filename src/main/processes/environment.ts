/** The named variables that are set and not empty: what a child gets, so that none that holds a key is handed down. */
export function pickEnvironment(environment: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		names.flatMap((name) => {
			const value = environment[name];
			return value ? [[name, value]] : [];
		}),
	);
}
