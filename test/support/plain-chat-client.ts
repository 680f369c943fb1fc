import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** All that a plain HTTP client sees of one answer. */
export interface PlainAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** The frames of the body, without the blank lines that end them. */
	readonly frames: readonly string[];
	readonly body: string;
	/** The error that broke the connection off, or null where the body ended properly. */
	readonly brokenOff: string | null;
	/** The client's end of the connection: equal for two answers that shared one. */
	readonly localPort: number;
}

/** The parsed payloads of the `data:` frames, the terminator left out. Throws at one that is not JSON. */
export function chunksOf({ frames }: PlainAnswer): Chunk[] {
	return frames
		.filter((frame) => frame.startsWith('data:') && !frame.endsWith('[DONE]'))
		.map((frame) => JSON.parse(frame.slice('data:'.length)));
}

/** As much of a Chat Completions chunk as the tests look at. */
export interface Chunk {
	readonly object: string;
	readonly choices: readonly {
		readonly delta: { readonly role?: string; readonly content?: string; readonly reasoning_content?: string };
		readonly finish_reason: string | null;
	}[];
	readonly usage?: object | null;
	readonly error?: { readonly message: string };
}

/** A valid request body with changes. */
export function chatBody(changes: object = {}): string {
	return JSON.stringify({
		model: 'sim-70b',
		messages: [{ role: 'user', content: 'Say something.' }],
		stream: true,
		...changes,
	});
}

/** Posts a chat request by `node:http` alone, so that no code under test reads the answer. Resolves at its end. */
export function postChat(
	baseUrl: string,
	body: string,
	{ key = 'any', agent = new Agent(), signal }: { key?: string; agent?: Agent; signal?: AbortSignal } = {},
): Promise<PlainAnswer> {
	return new Promise((resolve, reject) => {
		const request = httpRequest(
			`${baseUrl}/chat/completions`,
			{
				method: 'POST',
				agent,
				headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
				...(signal === undefined ? {} : { signal }),
			},
			(response) => {
				const localPort = response.socket.localPort ?? 0;
				let text = '';
				let brokenOff: string | null = null;
				response.setEncoding('utf8');
				response.on('data', (piece: string) => {
					text += piece;
				});
				response.on('error', (error) => {
					brokenOff = error.message;
				});
				response.on('close', () => {
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						frames: text.split('\n\n').filter((frame) => frame !== ''),
						body: text,
						brokenOff,
						localPort,
					});
				});
			},
		);
		request.on('error', reject);
		request.end(body);
	});
}
