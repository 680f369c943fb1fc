import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { encodeBatch } from '../../../src/core/batch.ts';
import type { Mark } from '../../../src/core/events.ts';
import type { RecordedRequest } from '../../../src/core/recording.ts';
import { createLiveView, type LiveView } from '../../../src/main/cli/live-view.ts';
import { deadlines, failure, recordedRequest, tokensAt } from '../../support/scored-runs.ts';

const PROVIDERS = [{ name: 'Near' }, { name: 'Far away' }];

/** A view on a terminal, or on a file, and what it has written so far. */
function watched({ terminal = false, rounds = 1 } = {}): { readonly view: LiveView; written(): string } {
	const output = Object.assign(new PassThrough(), { isTTY: terminal, columns: 200, rows: 40 });
	let written = '';
	output.setEncoding('utf8').on('data', (text: string) => {
		written += text;
	});
	const view = createLiveView(PROVIDERS, deadlines, rounds, output);
	return {
		view,
		written() {
			view.end();
			output.read();
			return written;
		},
	};
}

/** Tells all of a request, its end with the last of its output, as the engine does. */
function tell(view: LiveView, { request, arrivals, released, sent, ended }: RecordedRequest): void {
	view.request(request);
	view.batch(
		encodeBatch(
			0,
			[],
			[released, sent].flatMap((mark): Mark[] => (mark === null ? [] : [mark])),
		),
	);
	view.batch(encodeBatch(1, arrivals, ended === null ? [] : [ended]));
}

describe('a race in a log', () => {
	it('is a line for each first token, stall and end, with what was counted marked as an estimate', () => {
		const { view, written } = watched();
		tell(view, recordedRequest(tokensAt(80, 100, 400)));
		tell(view, recordedRequest([], { stream: 1, provider: 1, state: 'failed-before-first-token', failure: failure() }));
		view.say('The disk is full.');
		expect(written().split('\n')).toEqual([
			'Near: first token after 0.08 s',
			'Near: stalled for 0.25 s, ~11 deadlines missed',
			'Near: completed',
			'Far away: failed-before-first-token, HTTP 429: Too many requests.',
			'The disk is full.',
			'',
		]);
	});

	it('names the round where there are several', () => {
		const { view, written } = watched({ rounds: 2 });
		tell(view, recordedRequest(tokensAt(80), { round: 2 }));
		expect(written()).toBe('Near (round 2): first token after 0.08 s\nNear (round 2): completed\n');
	});
});

describe('a race on a terminal', () => {
	// Would catch an estimate that is taken for the final number, which the table then contradicts.
	it('is a row for each provider, every number that is counted with the sign of an estimate', () => {
		const { view, written } = watched({ terminal: true });
		tell(view, recordedRequest(tokensAt(80, 100, 400)));
		const shown = written();
		expect(shown).toMatch(/Near +completed +fluidity ~0\.15 +missed +~11 of +~13 +~3 tokens +last stall 0\.25 s/);
		expect(shown).toMatch(/Far away +idle +fluidity +– /);
		expect(shown).not.toContain('first token after');
	});

	// Would catch a broken stream that stands there as fluid.
	it.each(['truncated', 'failed-after-first-token', 'cancelled'] as const)('gives %s no fluidity', (state) => {
		const { view, written } = watched({ terminal: true });
		tell(view, recordedRequest(tokensAt(80, 100), { state, failure: failure() }));
		expect(written().split('\n').at(-3)).toMatch(/Near +(?:truncated|failed|cancelled) +fluidity +– .*~2 tokens/);
	});
});
