/** A `request_level_metrics.json` as the reference writes it, of requests with these times. */
export function requestLevelMetrics(
	requests: readonly { readonly interTokenTimesSeconds: readonly number[] }[],
): Readonly<Record<string, readonly unknown[]>> {
	const times = requests.map(({ interTokenTimesSeconds }) => interTokenTimesSeconds);
	return {
		num_prompt_tokens: times.map(() => 128),
		num_output_tokens: times.map(({ length }) => length),
		num_total_tokens: times.map(({ length }) => 128 + length),
		ttft: times.map(([first = 0]) => first),
		tbt: times.map((intervals) => intervals.slice(1)),
	};
}
