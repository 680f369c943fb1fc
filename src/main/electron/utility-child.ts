import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import { keepEnd, type StartChild } from '../processes/child.ts';

/**
 * A process of Electron's own kind, in place of a Node: the installed app cannot be run as one, so that no other program
 * can run code under its name and ask the keychain for its keys. Electron must be ready.
 */
export const startUtilityChild: StartChild = (file, { args, environment, quiet }) => {
	const child = utilityProcess.fork(fileURLToPath(file), [...args], {
		env: { ...environment },
		execArgv: [],
		stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'pipe'],
		serviceName: 'Fluidity Bench',
	});
	const gone = new Promise<number>((resolve) => {
		child.on('exit', resolve);
	});
	return {
		nextMessage: () =>
			Promise.race([new Promise<unknown>((resolve) => child.once('message', resolve)), gone.then(() => undefined)]),
		send: (message) => child.postMessage(message),
		kill: () => void child.kill(),
		gone,
		errorText: keepEnd(child.stderr),
	};
};
