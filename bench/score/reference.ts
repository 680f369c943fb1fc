import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { REFERENCE_TARGETS_SECONDS } from '../../src/core/fluidity/acceptance-curve.ts';
import type { Criterion } from '../command/criterion.ts';
import type { Cell } from '../score.ts';
import { CURVE, DEADLINES, HARD_DEADLINES, PACED_REQUESTS, TOKENS_PER_REQUEST } from './questions.ts';
import { drawRequests, STREAMS, type StreamName } from './streams.ts';

// The reference beside our own scores: its own code, from a checkout, on the same intervals.

const PROGRAM = join(import.meta.dirname, 'reference.py');

const answerSchema = z.strictObject({ ms: z.number().positive(), result: z.number() });
const reportSchema = z.strictObject({
	python: z.string(),
	numpy: z.string(),
	answers: z.array(answerSchema),
});

/** What the reference took for one of our cells. */
export interface ReferenceCell {
	readonly what: string;
	readonly stream: StreamName;
	readonly ms: number;
	readonly result: number;
	/** How often our own fits into the reference's time. */
	readonly ratio: number;
}

/** What the reference took for all it can be asked. */
export interface Reference {
	readonly python: string;
	readonly numpy: string;
	readonly cells: readonly ReferenceCell[];
}

/** What the reference answered, before it is put beside anything. */
interface Answers extends Omit<Reference, 'cells'> {
	readonly answered: readonly (Question & z.infer<typeof answerSchema>)[];
}

/** The reference cannot be asked: the message says what is missing, for the person who asked. */
export class NoReferenceError extends Error {}

/**
 * Asks the reference everything that our cells hold, on the same intervals. Takes some minutes.
 *
 * @param checkout path of a checkout of github.com/project-etalon/etalon
 * @throws {NoReferenceError} where there is no Python, no numpy or no such checkout
 */
export function askReference(checkout: string, rounds: number, requests: number): Answers {
	const folder = mkdtempSync(join(tmpdir(), 'fluidity-reference-'));
	try {
		const questions = STREAMS.flatMap((stream) => questionsOf(stream, folder, requests));
		const { answers, ...about } = runPython(checkout, { rounds, questions });
		const answered = questions.flatMap((question, index) => {
			const answer = answers[index];
			return answer === undefined ? [] : [{ ...question, ...answer }];
		});
		return { ...about, answered };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The answers beside those of our cells that ask the same. */
export function putBeside({ answered, ...about }: Answers, cells: readonly Cell[]): Reference {
	return {
		...about,
		cells: cells.flatMap(({ what, stream, ms }) => {
			const theirs = answered.find((each) => each.stream === stream && each.answers.includes(what));
			return theirs === undefined
				? []
				: [{ what, stream, ms: theirs.ms, result: theirs.result, ratio: theirs.ms / ms }];
		}),
	};
}

/** What the reference's columns hold, in sentences. */
export function aboutReference({ python, numpy }: Reference): string {
	return (
		'The ratio is the reference’s time by ours: its own functions on the same intervals, as lists of seconds. ' +
		`That of its fluid rate gives two simpler rates along with it. Python ${python}, numpy ${numpy}.`
	);
}

/**
 * Does the reference say the same? Doubles in seconds and whole nanoseconds differ where a token is due to the nanosecond.
 * The exact fluid rate is left out: the reference's lies on a grid of 0.1 ms and between two requests.
 */
export function judgeAgreement(cells: readonly Cell[], reference: Reference): Criterion[] {
	return reference.cells.flatMap(({ what, stream, result: theirs }) => {
		if (what === 'fluid rate') return [];
		const ours = cells.find((cell) => cell.what === what && cell.stream === stream)?.result ?? null;
		const holds = ours !== null && Math.abs(ours - theirs) <= 1e-6 * Math.max(1, Math.abs(theirs));
		return [{ text: `${what}, ${stream}: ${ours} here, ${theirs} there`, holds }];
	});
}

/** A question of reference.py, and which of our cells its answer stands beside. */
interface Question {
	readonly kind: 'miss rate' | 'fluid rate' | 'acceptance curve';
	readonly stream: StreamName;
	readonly answers: readonly string[];
	readonly file: string;
	readonly requests: number;
	readonly tokensPerRequest: number;
	readonly [more: string]: unknown;
}

function questionsOf(stream: StreamName, folder: string, requests: number): Question[] {
	const long = write(join(folder, `${stream}-long.f64`), drawRequests(stream, requests, TOKENS_PER_REQUEST));
	const short = write(
		join(folder, `${stream}-short.f64`),
		drawRequests(stream, CURVE.requests, CURVE.tokensPerRequest),
	);
	const inLong = { stream, file: long, tokensPerRequest: TOKENS_PER_REQUEST };
	const due = ({ first, each }: typeof DEADLINES) => ({ firstSeconds: first / 1e9, eachSeconds: each / 1e9 });
	return [
		{ ...inLong, kind: 'miss rate', answers: ['miss rate'], requests, ...due(DEADLINES) },
		{ ...inLong, kind: 'miss rate', answers: ['miss rate, most of them late'], requests, ...due(HARD_DEADLINES) },
		{
			...inLong,
			kind: 'fluid rate',
			answers: ['fluid rate', 'fluid rate, the reference’s grid'],
			requests: Math.min(requests, PACED_REQUESTS),
		},
		{
			kind: 'acceptance curve',
			stream,
			answers: ['acceptance curve, 100 targets'],
			file: short,
			requests: CURVE.requests,
			tokensPerRequest: CURVE.tokensPerRequest,
			targetsSeconds: REFERENCE_TARGETS_SECONDS,
			quantile: CURVE.quantile,
			read: CURVE.read,
		},
	];
}

function write(path: string, requests: readonly Float64Array[]): string {
	const file = openSync(path, 'w');
	for (const intervals of requests) writeSync(file, new Uint8Array(intervals.buffer));
	closeSync(file);
	return path;
}

function runPython(checkout: string, questions: object): z.infer<typeof reportSchema> {
	const { status, stdout, stderr, error } = spawnSync('python3', [PROGRAM, checkout], {
		input: JSON.stringify(questions),
		encoding: 'utf8',
	});
	if (error !== undefined) throw new NoReferenceError(`python3 cannot be started: ${error.message}`);
	if (status !== 0) throw new NoReferenceError(stderr.trim());
	return reportSchema.parse(JSON.parse(stdout));
}
