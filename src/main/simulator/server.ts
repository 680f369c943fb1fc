import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ApiError, type ChatRequest, errorBody, invalidRequest, parseChatRequest } from './chat-request.ts';
import { createEmissionLog, type Emission } from './emissions.ts';
import { type Answer, findPersona, PERSONA_IDS, type Persona, type PersonaId } from './personas.ts';
import { draw, planStream, requestRandom } from './schedule.ts';
import { streamAnswer } from './stream-answer.ts';
import { PROSE_TOKENS } from './token-text.ts';

/** Long enough that a connection opened ahead of a race is still there when the race starts. */
const KEEP_ALIVE_MS = 60_000;

/**
 * The embedded providers as one HTTP server, not yet listening. Every persona speaks the OpenAI Chat Completions
 * stream under `/{persona}/v1`; `GET /emissions` tells what was truly sent (see {@link Emission}). The same seed gives
 * each persona's n-th valid request the same plan.
 */
export function createSimulatorServer(seed: number): Server {
	const log = createEmissionLog();
	const requestCounts = new Map<PersonaId, number>();

	async function chat(persona: Persona, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const openedNs = process.hrtime.bigint();
		const body = await readBody(request);
		if (body === null) return;
		const parsed = parseChatRequest(body, persona.model);
		if (!parsed.ok) {
			refuse(response, parsed.error);
			return;
		}
		const number = requestCounts.get(persona.id) ?? 0;
		requestCounts.set(persona.id, number + 1);
		const emission = log.open({
			persona: persona.id,
			request: number,
			prompt: parsed.request.prompt,
			openedNs: openedNs.toString(),
		});
		answer(persona, parsed.request, openedNs, emission, bearerOf(request), response);
	}

	function answer(
		persona: Persona,
		request: ChatRequest,
		openedNs: bigint,
		emission: Emission,
		key: string,
		response: ServerResponse,
	): void {
		const random = requestRandom(seed, persona.id, emission.request);
		const { answer } = persona;
		switch (answer.type) {
			case 'silence':
				response.on('close', () => {
					emission.ended = 'disconnected';
				});
				return;
			case 'refuse': {
				const timer = setTimeout(
					() => {
						emission.ended = 'refused';
						sendRefusal(response, answer, key);
					},
					draw(random, answer.afterMs),
				);
				response.on('close', () => {
					clearTimeout(timer);
					emission.ended ??= 'disconnected';
				});
				return;
			}
			case 'stream': {
				const plan = planStream(answer.pace, random, request.maximumTokens ?? PROSE_TOKENS);
				const labels = {
					id: `chatcmpl-${persona.id}-${emission.request}`,
					model: persona.model,
					created: Math.floor(Date.now() / 1000),
				};
				streamAnswer(response, openedNs, plan, request, labels, {
					written: (atNs, kind, tokens) => emission.frames.push({ atNs: atNs.toString(), kind, tokens }),
					ended: (how) => {
						emission.ended = how;
					},
				});
			}
		}
	}

	async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const [path = ''] = (request.url ?? '').split('?');
		if (path === '/emissions') {
			if (allows(request, response, 'GET')) sendJson(response, 200, JSON.stringify(log.all()));
			return;
		}
		const [, personaId = '', ...rest] = path.split('/');
		const persona = findPersona(personaId);
		if (persona === undefined) {
			const message = `There is no provider '${personaId}' here. Known: ${PERSONA_IDS.join(', ')}.`;
			refuse(response, invalidRequest(404, message, null, 'unknown_provider'));
			return;
		}
		switch (rest.join('/')) {
			case 'v1/chat/completions':
				if (allows(request, response, 'POST')) await chat(persona, request, response);
				return;
			case 'v1/models':
				if (allows(request, response, 'GET')) sendJson(response, 200, modelList(persona));
				return;
			default: {
				const known = `POST /${persona.id}/v1/chat/completions and GET /${persona.id}/v1/models`;
				refuse(response, invalidRequest(404, `Nothing is served at ${path}. Try ${known}.`, null, 'unknown_url'));
			}
		}
	}

	// Nagle's algorithm would hold a frame back until the one before it is acknowledged.
	return createServer({ noDelay: true, keepAliveTimeout: KEEP_ALIVE_MS }, route);
}

/** The body's text, or null where the client left before it was whole. */
async function readBody(request: IncomingMessage): Promise<string | null> {
	try {
		return await text(request);
	} catch (error) {
		if (!request.complete) return null;
		throw error;
	}
}

/** The bearer value of the request's Authorization header, empty where there is none. */
function bearerOf(request: IncomingMessage): string {
	return /^Bearer +(.*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** True where the method fits; otherwise the request has been refused. */
function allows(request: IncomingMessage, response: ServerResponse, method: 'GET' | 'POST'): boolean {
	if (request.method === method) return true;
	response.setHeader('allow', method);
	refuse(response, invalidRequest(405, `Use ${method} here, not ${request.method}.`, null, 'method_not_allowed'));
	return false;
}

function refuse(response: ServerResponse, error: ApiError): void {
	sendJson(response, error.status, errorBody(error));
}

function sendRefusal(response: ServerResponse, answer: Extract<Answer, { type: 'refuse' }>, key: string): void {
	if (answer.retryAfterSeconds !== null) response.setHeader('retry-after', answer.retryAfterSeconds);
	refuse(response, {
		status: answer.status,
		type: answer.errorType,
		// A function, because a key may hold `$&`.
		message: answer.message.replace('{key}', () => key),
		param: null,
		code: answer.code,
	});
}

function modelList(persona: Persona): string {
	return JSON.stringify({
		object: 'list',
		data: [{ id: persona.model, object: 'model', created: 0, owned_by: persona.name }],
	});
}

function sendJson(response: ServerResponse, status: number, json: string): void {
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(json);
}
