import Table from 'cli-table3';
import type { Cell } from './criteria.ts';

/** The cells as one table per load, for a terminal. */
export function tablesOf(cells: readonly Cell[]): string {
	const loads = [...new Set(cells.map(({ streams }) => streams))];
	return loads
		.map((streams) => {
			const table = new Table({
				head: ['contender', 'main thread', 'p50', 'p99', 'max', 'first p50', 'first max', 'tokens'],
				colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'],
				style: { head: [], border: [], compact: true },
			});
			const rows = cells
				.filter((cell) => cell.streams === streams)
				.sort((one, other) => Number(one.busy) - Number(other.busy));
			for (const cell of rows) {
				const times = [cell.p50Ms, cell.p99Ms, cell.maxMs, cell.firstP50Ms, cell.firstMaxMs];
				table.push([
					cell.contender,
					cell.busy ? 'busy' : 'idle',
					...times.map((timeMs) => timeMs.toFixed(3)),
					cell.tokens,
				]);
			}
			return `${streams === 1 ? '1 stream' : `${streams} streams`}\n${table.toString()}`;
		})
		.join('\n\n');
}
