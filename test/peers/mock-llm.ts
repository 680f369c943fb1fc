import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, PEER_FILES, type Peer, startPeer } from './peer-process.ts';

/** One answer of mock-llm, found by the request's model. */
export interface MockLlmAnswer {
	readonly model: string;
	readonly status: number;
	/** A whole chat completion, which it streams in pieces, or an error. A string is taken as it is, JSON or not. */
	readonly body: unknown;
}

/** A chat completion for {@link MockLlmAnswer}, with this text. */
export function completion(content: string): object {
	return {
		id: 'chatcmpl-peer',
		object: 'chat.completion',
		created: 1,
		model: 'peer',
		choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
	};
}

/**
 * Starts mock-llm (https://github.com/dwmkerr/mock-llm) with these answers.
 * `chunkSize` counts UTF-16 units; the interval, in milliseconds, also precedes the first chunk.
 */
export async function startMockLlm(
	answers: readonly MockLlmAnswer[],
	streaming: { readonly chunkSize: number; readonly chunkIntervalMs: number },
): Promise<Peer> {
	const folder = await mkdtemp(join(tmpdir(), 'fluidity-mock-llm-'));
	try {
		const path = join(folder, 'mock-llm.yaml');
		const rules = answers.map(({ model, status, body }) => ({
			path: '^/v1/chat/completions$',
			match: `body.model == '${model}'`,
			response: { status, content: typeof body === 'string' ? body : JSON.stringify(body) },
		}));
		// JSON is YAML.
		await writeFile(path, JSON.stringify({ streaming, rules }));
		const port = await freePort();
		return await startPeer(
			PEER_FILES.mockLlm,
			['--config', path],
			{ HOST: '127.0.0.1', PORT: String(port) },
			/server running on/,
			`http://127.0.0.1:${port}`,
		);
	} finally {
		await rm(folder, { recursive: true });
	}
}
