import { describe, expect, it } from 'vitest';
import { maskKeys, maskValues } from '../../../src/main/cli/mask-values.ts';

describe('what the parser says of arguments it does not know', () => {
	it.each([
		["error: unknown option '--key=gsk_9f8e7d6c5b4a39281706'", "error: unknown option '--key=…'"],
		["error: unknown option '--key=it's.short='", "error: unknown option '--key=…'"],
		[
			"error: unknown option '--key-en=hunter2'\n(Did you mean --key-env?)",
			"error: unknown option '--key-en=…'\n(Did you mean --key-env?)",
		],
		["error: unknown option '-kgsk_9f8e7d6c5b4a39281706'", "error: unknown option '…'"],
		["error: unknown command 'sk-proj-AbCdEfGhIjKl'", "error: unknown command '…'"],
		[
			'error: too many arguments. Expected 1 argument but got 2: run.json, eyJhbGciOi.eyJzdWIiOi.',
			'error: too many arguments. Expected 1 argument but got 2: run.json, ….….',
		],
	])('%j keeps no value of a key', (message, masked) => {
		expect(maskValues(message)).toBe(masked);
	});

	// Would catch a mask that hides what is wrong.
	it.each([
		"error: unknown option '--conect-timeout'\n(Did you mean --connect-timeout?)",
		"error: unknown command 'rase'\n(Did you mean race?)",
		"error: option '--count <deadlines|tokens>' argument missing",
		"error: required option '--provider <provider>' not specified",
		'error: too many arguments. Expected 1 argument but got 2: a.fluidity, b.fluidity.',
	])('%j stays as it is', (message) => {
		expect(maskValues(message)).toBe(message);
	});
});

describe('what a command says of an argument that it cannot use', () => {
	it.each([
		['--provider: "sk-proj-AbCdEfGhIjKl0123456789" is not saved.', '--provider: "…" is not saved.'],
		['gsk_9f8e7d6c5b4a392817069f8e7d6c: no such file', '…: no such file'],
		['--tbt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln" is no time', '--tbt: "…" is no time'],
	])('%j keeps no key', (message, masked) => {
		expect(maskKeys(message)).toBe(masked);
	});

	// Would catch a mask that hides what is wrong.
	it.each([
		'--provider: "sim:stedy" is not a persona.',
		'/data/task-results-2026-11-24/race.fluidity: no such file',
		'--model: "hf-internal" and Qwen2.5-72B-Instruct-AWQ-Int4 differ',
	])('%j stays as it is', (message) => {
		expect(maskKeys(message)).toBe(message);
	});
});
