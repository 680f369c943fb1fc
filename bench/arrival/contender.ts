import type { Clock, Ns } from '../../src/core/time.ts';
import type { StreamRequest } from './stream-request.ts';

/** One way of reading streams, as somebody who uses that client would write it. */
export interface Contender {
	/** Sends one request and resolves at the end of its stream. */
	stream(request: StreamRequest): Promise<void>;
}

/** Told of each piece of content with the moment that the client's own way of reading gives it. */
export type Arrived = (content: string, atNs: Ns) => void;

/** `baseUrl` is what an OpenAI-compatible client is configured with. Connections are kept and reused. */
export type OpenContender = (baseUrl: string, clock: Clock, arrived: Arrived) => Contender;

/** The contenders that run in the benchmark's worker. Each is loaded only where it runs. */
const MODULES = {
	'node:http': () => import('./contenders/node-http.ts'),
	'undici dispatch': () => import('./contenders/undici-dispatch.ts'),
	'undici request': () => import('./contenders/undici-request.ts'),
	fetch: () => import('./contenders/fetch.ts'),
	'openai SDK': () => import('./contenders/openai-sdk.ts'),
} as const satisfies Record<string, () => Promise<{ readonly open: OpenContender }>>;

export type WorkerContender = keyof typeof MODULES;
export type ContenderName = 'engine' | WorkerContender;

export const CONTENDERS: readonly ContenderName[] = [
	'engine',
	'node:http',
	'undici dispatch',
	'undici request',
	'fetch',
	'openai SDK',
];

export async function loadContender(name: WorkerContender): Promise<OpenContender> {
	return (await MODULES[name]()).open;
}
