import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, decodeArrivals } from '../../../src/core/batch.ts';
import type { Mark } from '../../../src/core/events.ts';
import { ns } from '../../../src/core/time.ts';
import { createOutbox } from '../../../src/main/engine/outbox.ts';
import { arrivalOf } from '../../support/arrivals.ts';
import { createVirtualTime } from '../../support/virtual-time.ts';

function released(stream: number): Mark {
	return { type: 'released', stream, atNs: ns(0) };
}

function started() {
	const time = createVirtualTime();
	const sent: Batch[] = [];
	const outbox = createOutbox((batch) => sent.push(batch), time.timers);
	return { time, sent, outbox };
}

function textsOf(batches: readonly Batch[]): string[] {
	return batches.flatMap((batch) => decodeArrivals(batch).map(({ text }) => text));
}

describe('the outbox', () => {
	// Would catch a message per token, and a timer that each arrival sets back.
	it('sends what arrived within 40 ms of the first arrival as one batch', () => {
		const { time, sent, outbox } = started();
		outbox.arrival(arrivalOf('a'));
		time.advance(30);
		outbox.arrival(arrivalOf('b'));
		time.advance(9.9);
		expect(sent).toHaveLength(0);
		time.advance(0.1);
		expect(textsOf(sent)).toEqual(['a', 'b']);
		expect(sent).toHaveLength(1);
	});

	// Would catch a clock that ticks, and wakes the engine, while nothing arrives.
	it('sets no timer while there is nothing to send', () => {
		const { time, sent, outbox } = started();
		outbox.arrival(arrivalOf('a'));
		time.advance(40);
		outbox.acknowledge(0);
		expect(time.pending()).toBe(0);
		time.advance(1000);
		expect(sent).toHaveLength(1);
	});

	// Would catch a release that pays for sending, and an end of a stream that is shown 40 ms late.
	it('sends marks after the turn that made them, with what came before', () => {
		const { time, sent, outbox } = started();
		outbox.arrival(arrivalOf('a'));
		outbox.mark(released(1));
		outbox.mark(released(2));
		expect(sent).toHaveLength(0);
		time.advance(0);
		expect(sent).toHaveLength(1);
		expect(textsOf(sent)).toEqual(['a']);
		expect(sent[0]?.marks).toEqual([released(1), released(2)]);
		time.advance(1000);
		expect(sent).toHaveLength(1);
	});

	// Would catch a queue of messages that grows in a consumer that cannot keep up.
	it('lets the third batch grow until one of two was acknowledged', () => {
		const { time, sent, outbox } = started();
		for (const text of ['a', 'b', 'c', 'd']) {
			outbox.arrival(arrivalOf(text));
			time.advance(40);
		}
		outbox.mark(released(7));
		time.advance(1000);
		expect(textsOf(sent)).toEqual(['a', 'b']);
		outbox.acknowledge(0);
		expect(sent.map((batch) => batch.sequence)).toEqual([0, 1, 2]);
		expect(textsOf(sent)).toEqual(['a', 'b', 'c', 'd']);
		expect(sent[2]?.marks).toEqual([released(7)]);
	});

	// Would catch an acknowledgement that sends what is not due, a batch per arrival again.
	it('does not send early because the consumer is quick', () => {
		const { time, sent, outbox } = started();
		outbox.arrival(arrivalOf('a'));
		time.advance(40);
		outbox.arrival(arrivalOf('b'));
		outbox.acknowledge(0);
		expect(textsOf(sent)).toEqual(['a']);
	});

	// Would catch a run that is reported finished before its last batch was consumed, or never.
	it('is drained once everything was sent and acknowledged, and says so once', () => {
		const { time, sent, outbox } = started();
		let drained = 0;
		outbox.arrival(arrivalOf('a'));
		outbox.mark(released(1));
		outbox.drained(() => {
			drained += 1;
		});
		time.advance(0);
		expect(textsOf(sent)).toEqual(['a']);
		expect(drained).toBe(0);
		outbox.acknowledge(0);
		expect(drained).toBe(1);
		outbox.acknowledge(0);
		expect(drained).toBe(1);
	});

	it('is drained at once where nothing was ever sent', () => {
		const { outbox } = started();
		let drained = false;
		outbox.drained(() => {
			drained = true;
		});
		expect(drained).toBe(true);
	});

	// Would catch anything lost, doubled or out of order under any consumer.
	it('loses nothing and keeps the order, however slow the consumer', () => {
		const step = fc.oneof(
			fc.constant('arrival' as const),
			fc.constant('mark' as const),
			fc.constant('acknowledge' as const),
			fc.integer({ min: 0, max: 60 }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const { time, sent, outbox } = started();
				let arrivals = 0;
				let marks = 0;
				let acknowledged = 0;
				const acknowledge = (): void => {
					if (acknowledged < sent.length) outbox.acknowledge(acknowledged++);
				};
				for (const each of steps) {
					if (each === 'arrival') outbox.arrival(arrivalOf(String(arrivals++)));
					else if (each === 'mark') outbox.mark(released(marks++));
					else if (each === 'acknowledge') acknowledge();
					else time.advance(each);
					expect(sent.length - acknowledged).toBeLessThanOrEqual(2);
				}
				let drained = false;
				outbox.drained(() => {
					drained = true;
				});
				for (let turn = 0; turn < 10; turn++) {
					time.advance(40);
					acknowledge();
				}
				expect(drained).toBe(true);
				expect(textsOf(sent)).toEqual(Array.from({ length: arrivals }, (_, index) => String(index)));
				expect(sent.flatMap((batch) => batch.marks)).toEqual(
					Array.from({ length: marks }, (_, index) => released(index)),
				);
				expect(sent.map((batch) => batch.sequence)).toEqual(sent.map((_, index) => index));
			}),
		);
	});
});
