import { describe, expect, test } from 'vitest';
import { commandOf, type KeyStroke } from '../../src/core/shortcuts.ts';

function stroke(changed: Partial<KeyStroke>): KeyStroke {
	return { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, inText: false, ...changed };
}

describe('the shortcuts', () => {
	test('run with Ctrl or Cmd and Enter, also out of the prompt', () => {
		expect(commandOf(stroke({ key: 'Enter', ctrlKey: true, inText: true }))).toEqual({ type: 'run' });
		expect(commandOf(stroke({ key: 'Enter', metaKey: true }))).toEqual({ type: 'run' });
		expect(commandOf(stroke({ key: 'Enter', inText: true }))).toBeNull();
	});

	test('open a column by the place of the key, whatever Alt makes it type', () => {
		expect(commandOf(stroke({ key: '£', code: 'Digit3', altKey: true }))).toEqual({ type: 'toggle-column', column: 2 });
		expect(commandOf(stroke({ key: '3', code: 'Digit3' }))).toBeNull();
	});

	test('a sign typed into a field stays a sign', () => {
		expect(commandOf(stroke({ key: '?' }))).toEqual({ type: 'help' });
		expect(commandOf(stroke({ key: '?', inText: true }))).toBeNull();
		expect(commandOf(stroke({ key: 'E' }))).toEqual({ type: 'export' });
		expect(commandOf(stroke({ key: 'e', inText: true }))).toBeNull();
	});

	// Would catch a key taken from the browser, whose Ctrl+E goes to its address.
	test('a letter with Ctrl, Cmd or Alt is none of ours', () => {
		for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) {
			expect(commandOf(stroke({ key: 'e', [held]: true }))).toBeNull();
		}
	});
});
