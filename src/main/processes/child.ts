import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A file of ours that runs as a process of its own, and speaks with this one in messages. */
export interface Child {
	/** The next message from it; undefined where it ends without one, or never started. */
	nextMessage(): Promise<unknown>;
	/** Of plain data. Nothing happens where it is gone. */
	send(message: unknown): void;
	/** Ends it at once, whatever it waits for. Safe to call again. */
	kill(): void;
	/** Resolves when it is gone, whoever ended it: its exit code, null where a signal or a failed start ended it. */
	readonly gone: Promise<number | null>;
	/** The last of what it wrote to stderr; whole when `gone` has resolved. Empty where `quiet` was asked for. */
	errorText(): string;
}

export interface ChildOptions {
	readonly args: readonly string[];
	/** All the variables it gets: none of this process's are handed down. */
	readonly environment: Readonly<Record<string, string>>;
	/** Whatever it writes is thrown away unread. */
	readonly quiet: boolean;
}

/** Starts a file as a process that ends with this one, however this one ends. */
export type StartChild = (file: URL, options: ChildOptions) => Child;

/** The last of what a process wrote before it failed. */
const ERROR_CHARACTERS_KEPT = 2_000;

/** Keeps the end of a stream of text. */
export function keepEnd(stream: NodeJS.ReadableStream | null): () => string {
	let text = '';
	stream?.setEncoding('utf8').on('data', (piece: string) => {
		text = (text + piece).slice(-ERROR_CHARACTERS_KEPT);
	});
	return () => text;
}

/** A Node of its own: the one that runs this. */
export const startNodeChild: StartChild = (file, { args, environment, quiet }) => {
	const child = fork(fileURLToPath(file), args, {
		env: environment,
		execArgv: [],
		stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'pipe', 'ipc'],
	});
	const gone = ending(child);
	return {
		nextMessage: () =>
			Promise.race([new Promise<unknown>((resolve) => child.once('message', resolve)), gone.then(() => undefined)]),
		// What goes wrong with sending shows as the end of the process.
		send: (message) => void (child.connected && child.send(message as object, () => {})),
		kill: () => void child.kill('SIGKILL'),
		gone,
		errorText: keepEnd(child.stderr),
	};
};

function ending(child: ChildProcess): Promise<number | null> {
	return new Promise((resolve) => {
		// 'close' rather than 'exit': by then all of stderr has been read.
		child.on('close', resolve);
		child.on('error', () => resolve(null));
	});
}
