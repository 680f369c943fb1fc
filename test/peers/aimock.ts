import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { PEER_FILES, type Peer, startPeer } from './peer-process.ts';

/** One answer of aimock, in its own format, found by the request's model. Chunks are UTF-16 units, not tokens. */
export interface AimockFixture {
	readonly match: { readonly model: string };
	readonly response: Readonly<Record<string, unknown>>;
	readonly chunkSize?: number;
	/** Before every chunk, in milliseconds. */
	readonly latency?: number;
	/** `ttft` in milliseconds goes before the first chunk, which holds the role and no text; `tps` counts chunks. */
	readonly streamingProfile?: { readonly ttft?: number; readonly tps?: number };
	readonly recordedTimings?: {
		readonly ttftMs: number;
		readonly interChunkDelaysMs: readonly number[];
		readonly totalDurationMs: number;
	};
	/** Destroys the socket while this chunk is being written: it is lost, and the ones before it have left. */
	readonly truncateAfterChunks?: number;
}

const journalSchema = z.array(
	z.object({
		path: z.string(),
		headers: z.record(z.string(), z.string()),
		body: z.object({
			model: z.string(),
			messages: z.array(z.object({ role: z.string(), content: z.string() })),
			stream: z.boolean(),
			stream_options: z.record(z.string(), z.unknown()),
			max_tokens: z.number(),
		}),
	}),
);

export interface Aimock extends Peer {
	/** Every request for that model, as the server saw it, in order. */
	requests(model: string): Promise<z.infer<typeof journalSchema>>;
}

/** Starts aimock (https://aimock.copilotkit.dev) with these answers. */
export async function startAimock(fixtures: readonly AimockFixture[]): Promise<Aimock> {
	const folder = await mkdtemp(join(tmpdir(), 'fluidity-aimock-'));
	try {
		const path = join(folder, 'fixtures.json');
		await writeFile(path, JSON.stringify({ fixtures }));
		const peer = await startPeer(
			PEER_FILES.aimock,
			['--port', '0', '--fixtures', path, '--validate-on-load'],
			{},
			/listening on (http:\/\/127\.0\.0\.1:\d+)/,
		);
		return {
			...peer,
			async requests(model) {
				const response = await fetch(`${peer.origin}/__aimock/journal`);
				return journalSchema.parse(await response.json()).filter(({ body }) => body.model === model);
			},
		};
	} finally {
		await rm(folder, { recursive: true });
	}
}
