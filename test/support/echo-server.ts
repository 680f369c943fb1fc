import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** How a provider repeats the secrets that it was sent. A request's path begins with one of these. */
export const ECHOES = {
	/** Streamed character by character, in its own form and others, in every kind of output and in headers. */
	output(secret: string, response: ServerResponse) {
		response.writeHead(200, { ...EVENTS, server: secret, 'x-request-id': `id-${secret}`, 'x-other': secret });
		for (const said of [`key ${secret}, `, `${base64(`u:${secret}`)}, `, `${encodeURIComponent(secret)}, `]) {
			for (const character of said) response.write(frame({ content: character }));
		}
		for (const character of secret) response.write(frame({ reasoning_content: character }));
		response.write(frame({ tool_calls: [{ index: 0, function: { arguments: JSON.stringify({ secret }) } }] }));
		response.write(frame({ refusal: `No ${secret}` }));
		response.end(`${frame({ content: `${secret}!` })}${frame({}, `stop-${secret}`)}data: [DONE]\n\n`);
	},
	/** A JSON error whose message is cut for its length within the secret. */
	error(secret: string, response: ServerResponse) {
		response.writeHead(401, { 'content-type': 'application/json', 'retry-after': '1' });
		response.end(JSON.stringify({ error: { message: `${'x'.repeat(290)}${secret}`, code: `wrong_${secret}` } }));
	},
	page(secret: string, response: ServerResponse) {
		response.writeHead(502, { 'content-type': 'text/html' });
		response.end(`<h1>Bad gateway</h1><p>Authorization: Basic ${base64(`user:${secret}`)} ${secret}</p>`);
	},
	/** What an error page's search cuts off goes through the secret. */
	longPage(secret: string, response: ServerResponse) {
		response.writeHead(500, { 'content-type': 'text/html' });
		response.end(`<!--${'-'.repeat(8_192 - 4 - 3 - 20)}-->${secret}`);
	},
	redirect(secret: string, response: ServerResponse) {
		response.writeHead(307, { location: `https://elsewhere.test/?key=${encodeURIComponent(secret)}&again=${secret}` });
		response.end();
	},
	errorFrame(secret: string, response: ServerResponse) {
		response.writeHead(200, EVENTS);
		response.write(frame({ content: 'a' }));
		response.end(`data: ${JSON.stringify({ error: { message: `${'x'.repeat(280)}${secret}`, code: secret } })}\n\n`);
	},
	/** Frames that nobody understands, quoted in part: the quotation is cut within the secret. */
	malformed(secret: string, response: ServerResponse) {
		response.writeHead(200, EVENTS);
		response.end(`data: ${'x'.repeat(60)}${secret}\n\n${secret}\n\n`);
	},
	notAStream(secret: string, response: ServerResponse) {
		response.writeHead(200, { 'content-type': `application/json; key="${secret}"` });
		response.end(JSON.stringify({ error: { message: secret } }));
	},
	compressed(secret: string, response: ServerResponse) {
		response.writeHead(200, { ...EVENTS, 'content-encoding': secret });
		response.end('data: [DONE]\n\n');
	},
	/** Ends within the secret. */
	cut(secret: string, response: ServerResponse) {
		response.writeHead(200, EVENTS);
		response.end(frame({ content: `key ${secret.slice(0, 20)}` }));
	},
	/** Breaks off within the secret, in the middle of a frame. */
	reset(secret: string, response: ServerResponse) {
		response.writeHead(200, EVENTS);
		response.write(`${frame({ content: secret.slice(0, 18) })}data: {"${secret}`, () => response.destroy());
	},
	/** Ends within an error that is no JSON because of it. */
	brokenError(secret: string, response: ServerResponse) {
		response.writeHead(403, { 'content-type': 'application/json', 'content-length': '1000' });
		response.write(`{"error":{"message":"${secret.slice(0, 22)}`, () => response.destroy());
	},
	/** Says nothing after its head. */
	silent(secret: string, response: ServerResponse) {
		response.writeHead(200, { ...EVENTS, via: secret });
		response.write(`: ${secret}\n\n`);
	},
} as const;
export type Echo = keyof typeof ECHOES;

/** Where secrets are looked for in a request. */
const SECRET_HEADERS = ['authorization', 'api-key', 'x-api-key', 'cookie', 'x-request-id'] as const;
const EVENTS = { 'content-type': 'text/event-stream' } as const;

/** A provider that repeats whatever secret it is sent. */
export interface EchoServer<Way extends string = Echo> {
	readonly port: number;
	/** The base URL at which it answers in that way. */
	baseUrl(echo: Way): string;
	/** The secret headers of each request so far, by name. */
	readonly received: readonly { readonly echo: string; readonly secrets: Readonly<Record<string, string>> }[];
	close(): Promise<void>;
}

/** Answers with the secrets of a request in its own way. */
export type SecretAnswer = (secret: string, response: ServerResponse) => void;

/** Listens on a free port of 127.0.0.1. */
export function startEchoServer(): Promise<EchoServer> {
	return startSecretServer<Echo>(ECHOES);
}

/** As {@link startEchoServer}, with other ways to answer; whoever asks for none of them gets a 404. */
export async function startSecretServer<Way extends string>(
	answers: Readonly<Record<Way, SecretAnswer>>,
): Promise<EchoServer<Way>> {
	const received: { echo: string; secrets: Record<string, string> }[] = [];
	const server = createServer((request, response) => {
		const [, echo = ''] = (request.url ?? '').split('/');
		const secrets = secretsIn(request);
		received.push({ echo, secrets });
		const answer = Object.entries<SecretAnswer>(answers).find(([name]) => name === echo)?.[1] ?? nothing;
		const said = Object.entries(secrets)
			.map(([name, value]) => innermost(name, value))
			.join(' ');
		request.resume().once('end', () => answer(said, response));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
	const { port } = address;
	return {
		port,
		baseUrl: (echo) => `http://127.0.0.1:${port}/${echo}/v1`,
		received,
		async close() {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

function nothing(_secret: string, response: ServerResponse): void {
	response.writeHead(404).end();
}

function secretsIn({ headers }: IncomingMessage): Record<string, string> {
	return Object.fromEntries(
		SECRET_HEADERS.flatMap((name) => {
			const value = headers[name];
			return typeof value === 'string' ? [[name, value]] : [];
		}),
	);
}

/** What a server that reads a header takes out of it: a key, a password, a cookie's value. */
function innermost(name: string, value: string): string {
	if (name === 'cookie') return value.slice(value.indexOf('=') + 1);
	const [, pair] = /^Basic (.+)$/.exec(value) ?? [];
	if (pair === undefined) return value.replace(/^Bearer /, '');
	const decoded = Buffer.from(pair, 'base64').toString('utf8');
	return decoded.slice(decoded.indexOf(':') + 1);
}

/** An event of a stream. */
export function frame(delta: object, finishReason: string | null = null): string {
	return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;
}

function base64(text: string): string {
	return Buffer.from(text).toString('base64');
}
