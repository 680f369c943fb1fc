import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runJson, studyOfRun } from '../../../src/main/cli/run-study.ts';
import { studiedRun } from '../../support/studied-runs.ts';

const DOCUMENT = new URL('../../../docs/command-line.md', import.meta.url);
/** Described by the study's schema. */
const ELSEWHERE = ['verdict'];

/** Every name of a field in a value, however deep. */
function namesIn(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(namesIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => [name, ...(ELSEWHERE.includes(name) ? [] : namesIn(inner))]);
}

const [, description = ''] = /### JSON\n[\s\S]*?```\n([\s\S]*?)```/.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];

/** The words of a text, but for what stands in quotation marks, which is a value. */
function wordsOf(text: string): string[] {
	return text.replace(/"[^"]*"/g, '').match(/[A-Za-z]\w*/g) ?? [];
}

// Would catch a field that is printed and not described, and a description of what is not printed.
it('docs/command-line.md names the fields of the race’s JSON, and no others', () => {
	const rounds = studiedRun([{ stalls: 0.3 }, { failEvery: 2 }], { rounds: 4 });
	const { requests } = rounds;
	const routed = requests.map((request) => ({
		...request,
		ended: request.ended && { ...request.ended, upstream: 'A' },
	}));
	const printed = runJson(studyOfRun({ ...rounds, requests: routed }));
	expect(printed.providers.map(({ stalls, failures }) => [stalls.length > 0, failures.length > 0])).toEqual([
		[true, false],
		[expect.any(Boolean), true],
	]);
	const names = new Set(namesIn(printed));
	const described = new Set(wordsOf(description));
	expect([...names].filter((name) => !described.has(name))).toEqual([]);
	// What a quantile or an interval is made of is said once, in a comment.
	const outsideComments = wordsOf(description.replace(/\/\/.*$/gm, ''));
	expect(outsideComments.filter((word) => word !== 'null' && !names.has(word))).toEqual([]);
});
