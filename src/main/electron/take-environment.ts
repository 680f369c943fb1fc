import { namesKey } from '../key-variable.ts';

/**
 * The environment as this process was started with, which from now on has no variable that says of itself that it is a
 * key: Electron tells the process of every page what stands in `process.env`, and hands it down to others.
 */
export function takeEnvironment(): NodeJS.ProcessEnv {
	const environment = { ...process.env };
	for (const name of Object.keys(environment)) if (namesKey(name)) delete process.env[name];
	return environment;
}
