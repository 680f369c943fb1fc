/** A shape for each colour, as SVG path data ten units wide and high: whoever sees no colour tells providers by it. */
export const PROVIDER_SHAPES = [
	'M10 5A5 5 0 1 1 0 5A5 5 0 1 1 10 5Z',
	'M0.5 0.5H9.5V9.5H0.5Z',
	'M5 0L10 9.5H0Z',
	'M5 0L10 5L5 10L0 5Z',
	'M5 10L0 0.5H10Z',
	'M3.5 0H6.5V3.5H10V6.5H6.5V10H3.5V6.5H0V3.5H3.5Z',
	'M0 0H10L0 10H10Z',
	'M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z',
] as const;
