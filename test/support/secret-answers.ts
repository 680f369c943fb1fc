import { canary } from './canary.ts';
import { frame, type SecretAnswer } from './echo-server.ts';

/**
 * Said beside every secret and never masked: what holds it would hold a secret too, were that not masked. It ends as none
 * of them does.
 */
export const PLANTED = canary('planted').replace('-LAST', '_shown');
/** The key of another provider in the same race, which everyone repeats too. */
export const NEIGHBOUR = canary('neighbour');

/** How a secret may be written. */
const FORMS = {
	Plain: (text: string) => text,
	Base64: (text: string) => Buffer.from(text).toString('base64'),
	Url: encodeURIComponent,
	Json: (text: string) => JSON.stringify(text).slice(1, -1),
	Html: (text: string) => text.replaceAll('"', '&quot;'),
} as const;

const EVENTS = { 'content-type': 'text/event-stream' } as const;
const JSON_TYPE = { 'content-type': 'application/json' } as const;
const END = `${frame({}, 'stop')}data: [DONE]\n\n`;

const all = (secret: string): string => `${PLANTED} ${secret} ${NEIGHBOUR}`;
/** Ends within the secret. */
const cut = (secret: string): string => `${PLANTED} ${NEIGHBOUR} ${secret.slice(0, 20)}`;

/** In pieces of so many characters, one frame each. */
function streamed(text: string, length: number): string {
	return (text.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).map((content) => frame({ content })).join('');
}

type FormAnswer<Prefix extends string> = Record<`${Prefix}${keyof typeof FORMS}`, SecretAnswer>;

function inEachForm<Prefix extends string>(
	prefix: Prefix,
	answer: (text: string, response: Parameters<SecretAnswer>[1]) => void,
): FormAnswer<Prefix> {
	return Object.fromEntries(
		Object.entries(FORMS).map(([form, write]): [string, SecretAnswer] => [
			`${prefix}${form}`,
			(secret, response) => answer(write(all(secret)), response),
		]),
	) as FormAnswer<Prefix>;
}

/** Ways to answer that end by themselves, and one that is to be cancelled. Each repeats what it was sent. */
export const SECRET_ANSWERS = {
	...inEachForm('output', (text, response) => {
		response.writeHead(200, EVENTS).end(streamed(text, 3) + END);
	}),
	...inEachForm('page', (text, response) => {
		response.writeHead(502, { 'content-type': 'text/html' }).end(`<h1>Bad gateway</h1><p>${text}</p>`);
	}),
	...inEachForm('headers', (text, response) => {
		response
			.writeHead(200, { ...EVENTS, server: text, via: text, 'x-request-id': text })
			.end(frame({ content: 'a' }) + END);
	}),
	...inEachForm('errorFrame', (text, response) => {
		response.writeHead(200, EVENTS).write(frame({ content: 'a' }));
		response.end(`data: ${JSON.stringify({ error: { message: text, code: text } })}\n\n`);
	}),
	/** In the middle of each secret, a frame ends and the next one begins. */
	twoFrames(secret, response) {
		const [text, half] = [all(secret), PLANTED.length + Math.floor(secret.length / 2)];
		response
			.writeHead(200, EVENTS)
			.end(frame({ content: text.slice(0, half) }) + frame({ content: text.slice(half) }) + END);
	},
	otherKinds(secret, response) {
		const text = all(secret);
		const said = frame({ reasoning_content: text }) + frame({ refusal: text }) + frame({ content: 'a' });
		const call = frame({ tool_calls: [{ index: 0, function: { name: 'f', arguments: JSON.stringify({ text }) } }] });
		response.writeHead(200, EVENTS).end(said + call + frame({}, text));
	},
	refused401(secret, response) {
		response.writeHead(401, JSON_TYPE).end(JSON.stringify({ error: { message: all(secret), code: all(secret) } }));
	},
	/** Repeats what OpenAI does of a key that is wrong. */
	halfMasked(secret, response) {
		const masked = `${secret.slice(0, 8)}${'*'.repeat(40)}${secret.slice(-4)}`;
		response.writeHead(401, JSON_TYPE).end(JSON.stringify({ error: { message: `${PLANTED} ${masked}.` } }));
	},
	limited429(secret, response) {
		response.writeHead(429, { ...JSON_TYPE, 'retry-after': '1', 'x-ratelimit-by': all(secret) });
		response.end(JSON.stringify({ detail: all(secret) }));
	},
	errorFrameFirst(secret, response) {
		response.writeHead(200, EVENTS).end(`event: error\ndata: ${all(secret)}\n\n`);
	},
	malformed(secret, response) {
		response.writeHead(200, EVENTS).end(`data: ${all(secret)}\n\n${all(secret)}\n\n`);
	},
	notAStream(secret, response) {
		response.writeHead(200, { 'content-type': `application/json; for="${all(secret)}"` }).end(`"${all(secret)}"`);
	},
	compressed(secret, response) {
		response.writeHead(200, { ...EVENTS, 'content-encoding': all(secret) }).end('data: [DONE]\n\n');
	},
	truncated(secret, response) {
		response.writeHead(200, EVENTS).end(streamed(cut(secret), 7));
	},
	reset(secret, response) {
		response.writeHead(200, EVENTS);
		response.write(`${frame({ content: cut(secret) })}data: {"${secret}`, () => response.destroy());
	},
	shortBody(secret, response) {
		response.writeHead(403, { ...JSON_TYPE, 'content-length': '5000' });
		response.write(`{"error":{"message":"${cut(secret)}`, () => response.destroy());
	},
	tooLarge(secret, response) {
		response.writeHead(200, { ...EVENTS, server: all(secret) }).end(`data: ${all(secret).repeat(1_000)}\n\n`);
	},
	/** Beside the answer: in the words of its status, and behind its end. */
	reasonAndTrailers(secret, response) {
		response.writeHead(200, all(secret), { ...EVENTS, server: PLANTED, trailer: 'x-request-id' });
		response.write(frame({ content: 'a' }) + END);
		response.addTrailers({ 'x-request-id': all(secret), server: all(secret) });
		response.end();
	},
	/** As user and as password of where it leads. */
	redirectWithUser(secret, response) {
		const url = Object.assign(new URL('https://elsewhere.test/'), { username: PLANTED, password: all(secret) });
		response.writeHead(308, { location: url.href }).end();
	},
	noHttp(secret, response) {
		response.socket?.end(`HTTP/1.1 200 OK\r\n${all(secret)}\r\n\r\n`);
	},
	silentAtOnce() {},
	silentAfterHead(secret, response) {
		response.writeHead(200, { ...EVENTS, via: all(secret) }).write(`: ${secret}\n\n`);
	},
	silentWithin(secret, response) {
		response.writeHead(200, EVENTS).write(frame({ content: cut(secret) }));
	},
	silentError(secret, response) {
		response.writeHead(500, JSON_TYPE).write(`{"error":{"message":"${cut(secret)}`);
	},
	endless(secret, response) {
		response.writeHead(200, EVENTS).write(frame({ content: all(secret) }));
		const more = setInterval(() => response.write(frame({ content: ' and' })), 100);
		response.once('close', () => clearInterval(more));
	},
} as const satisfies Record<string, SecretAnswer>;
export type SecretWay = keyof typeof SECRET_ANSWERS;
