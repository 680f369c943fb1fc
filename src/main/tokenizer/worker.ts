import { parentPort } from 'node:worker_threads';
import { OUTPUT_KINDS, type OutputKind } from '../../core/events.ts';
import { tokensPerArrival } from '../../core/tokens.ts';
import { tokenByteLengths } from './o200k.ts';

/** One request's pieces of output, in the order they arrived. */
export interface Pieces {
	readonly kinds: readonly OutputKind[];
	readonly texts: readonly string[];
}

/** Tokens per piece. Each kind is a text of its own and is tokenized whole. */
function count({ kinds, texts }: Pieces): number[] {
	const tokens = new Array<number>(texts.length).fill(0);
	for (const kind of OUTPUT_KINDS) {
		const indexes = kinds.flatMap((candidate, index) => (candidate === kind ? [index] : []));
		if (indexes.length === 0) continue;
		const own = indexes.map((index) => texts[index] as string);
		const counts = tokensPerArrival(own, tokenByteLengths(own.join('')));
		indexes.forEach((index, position) => {
			tokens[index] = counts[position] as number;
		});
	}
	return tokens;
}

parentPort?.once('message', (requests: readonly Pieces[]) => parentPort?.postMessage(requests.map(count)));
