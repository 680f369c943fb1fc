import type { OutputKind } from '../../../core/events.ts';
import { isRecord } from '../framing/json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A piece of output: never empty. */
export interface OutputPiece {
	readonly kind: OutputKind;
	readonly text: string;
}

/**
 * What one choice of a chunk brings, in reading order: reasoning, text, refusal, tool calls. Neighbours of one kind are
 * one piece. `legacyText` is the text field of the completions API that some servers still send beside the delta
 * (Together): it counts only where the delta has no content of its own, not even an empty one.
 */
export function readOutput(choice: Fields, legacyText: unknown): OutputPiece[] {
	const delta: Fields = isRecord(choice.delta) ? choice.delta : {};
	const hasContent = typeof delta.content === 'string' || Array.isArray(delta.content);
	const pieces = [
		piece('reasoning', textOf(delta.reasoning_content) || textOf(delta.reasoning)),
		...contentPieces(hasContent ? delta.content : legacyText),
		piece('refusal', textOf(delta.refusal)),
		piece('tool', toolText(delta.tool_calls) || callText(delta.function_call)),
	];
	return joinNeighbours(pieces.filter(({ text }) => text !== ''));
}

/** A string, or an array of parts (Mistral), thinking among them. */
function contentPieces(content: unknown): OutputPiece[] {
	if (!Array.isArray(content)) return [piece('text', textOf(content))];
	return content.map((part: unknown) => {
		if (typeof part === 'string') return piece('text', part);
		if (!isRecord(part)) return piece('text', '');
		return part.type === 'thinking'
			? piece('reasoning', thinkingText(part.thinking))
			: piece('text', textOf(part.text));
	});
}

function thinkingText(thinking: unknown): string {
	if (!Array.isArray(thinking)) return textOf(thinking);
	return thinking.map((part: unknown) => (isRecord(part) ? textOf(part.text) : textOf(part))).join('');
}

/** The name comes once per call, its arguments in fragments. */
function toolText(calls: unknown): string {
	if (!Array.isArray(calls)) return '';
	return calls.map((call: unknown) => (isRecord(call) ? callText(call.function) : '')).join('');
}

function callText(call: unknown): string {
	return isRecord(call) ? textOf(call.name) + textOf(call.arguments) : '';
}

function joinNeighbours(pieces: readonly OutputPiece[]): OutputPiece[] {
	const joined: OutputPiece[] = [];
	for (const next of pieces) {
		const last = joined.at(-1);
		if (last?.kind === next.kind) joined[joined.length - 1] = piece(next.kind, last.text + next.text);
		else joined.push(next);
	}
	return joined;
}

function piece(kind: OutputKind, text: string): OutputPiece {
	return { kind, text };
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
