import type { ScoreColumnId } from '../../store/scorecard-store.ts';

/**
 * In CSS pixels, padding included; a wide window gives each its share of the rest. Fixed, so that a number that changes
 * is laid out alone: a table that fits its columns to them measures every cell in every move of a slider.
 */
export const COLUMN_WIDTHS: Readonly<Record<ScoreColumnId | 'name', number>> = {
	name: 224,
	fluidity: 132,
	ofCompleted: 92,
	fluidRate: 94,
	missed: 122,
	goodput: 78,
	ttft: 116,
	firstVisible: 92,
	tbt: 116,
	tpot: 70,
	rate: 66,
	stalls: 132,
	errors: 70,
	tokens: 124,
	price: 84,
	n: 60,
	status: 112,
};
