/** The quantile of the standard normal distribution at 0.8. */
const POWER_QUANTILE = 0.8416;

/**
 * How many pairs a two-sided test at level `alpha` needs to see a true mean difference in 80 % of cases, where the pairs'
 * differences have the given variance: ((z₁₋α⸝₂ + z₀.₈) σ ÷ difference)², rounded up. Infinite for a difference of 0.
 * The normal approximation: a rough figure, to be called "about".
 */
export function pairsForPower(difference: number, variance: number, alpha: number): number {
	const reach = upperNormalQuantile(alpha / 2) + POWER_QUANTILE;
	return Math.ceil((reach * reach * variance) / (difference * difference));
}

/** z with `tail` of the standard normal above it, to 0.0005. Source: Abramowitz and Stegun, 26.2.23. */
function upperNormalQuantile(tail: number): number {
	const t = Math.sqrt(-2 * Math.log(tail));
	return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
