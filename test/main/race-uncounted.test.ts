import { beforeEach, expect, it, vi } from 'vitest';
import { encodeBatch } from '../../src/core/batch.ts';
import { DEFAULT_DEFINITION } from '../../src/core/definition.ts';
import type { RecordingRecord } from '../../src/core/recording.ts';
import { msToNs } from '../../src/core/time.ts';
import type { startEngine } from '../../src/main/engine/host.ts';
import { startRace } from '../../src/main/race.ts';
import type { countCommonTokens } from '../../src/main/tokenizer/count.ts';
import { arrivalOf } from '../support/arrivals.ts';
import { healthy } from '../support/studied-runs.ts';
import { providerAt } from '../support/test-race.ts';

const CONNECTION = {
	...{ reused: true, cold: false, lookupNs: null, connectNs: null, secureNs: null },
	...{ remoteAddress: null, protocol: 'http/1.1' },
};
const { count } = vi.hoisted(() => ({ count: vi.fn<typeof countCommonTokens>() }));
vi.mock('../../src/main/tokenizer/count.ts', () => ({ countCommonTokens: count }));
/** An engine of which every request answers one word. */
vi.mock('../../src/main/engine/host.ts', () => ({
	startEngine: (({ requests }, consume) => ({
		done: (async () => {
			await null;
			consume(
				encodeBatch(
					0,
					requests.map(({ stream }) => arrivalOf('Hello', { stream })),
					requests.map(({ stream }) => ({ type: 'sent', stream, atNs: msToNs(0), connection: CONNECTION })),
				),
			);
			return healthy;
		})(),
		cancel() {},
	})) satisfies typeof startEngine,
}));

let records: RecordingRecord[];
beforeEach(() => {
	records = [];
});

function race() {
	return startRace(
		{
			providers: [providerAt('http://127.0.0.1:1/v1'), providerAt('http://127.0.0.1:1/v1')],
			...{ prompt: 'Why?', maxTokens: 1, rounds: 1 },
			deadlines: { firstNs: msToNs(400), eachNs: msToNs(50), stallNs: msToNs(200) },
			definition: DEFAULT_DEFINITION,
			limits: { connectMs: 1, idleMs: 1, totalMs: 1, maxFrameBytes: 1 },
		},
		{ record: (record) => void records.push(record), batch() {} },
	);
}

// Would catch a race that is lost, or counts as cut, because its tokens could not be counted afterwards.
it('a race whose tokens cannot be counted says why, and keeps its arrivals and its health', async () => {
	count.mockRejectedValue(new Error('the tokenizer’s thread ended early, with code 3'));
	const { done, recording } = race();
	await expect(done).rejects.toThrow('ended early, with code 3');
	expect(records.map(({ record }) => record)).toContain('health');
	expect(recording().measured).toEqual(healthy);
	expect(
		recording().requests.map(({ arrivals, commonTokens }) => [arrivals.map(({ text }) => text), commonTokens]),
	).toEqual([
		[['Hello'], null],
		[['Hello'], null],
	]);
});

// Would catch a provider that is scored without tokens, as if it had answered nothing.
it('a request whose counts are missing is named, and those before it are kept', async () => {
	count.mockResolvedValue([[1]]);
	const { done, recording } = race();
	await expect(done).rejects.toThrow('the tokenizer returned no counts for stream 1');
	expect(recording().requests.map(({ commonTokens }) => commonTokens)).toEqual([[1], null]);
});
