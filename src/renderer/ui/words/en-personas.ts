/** One sentence on each embedded provider, in English. */
export const enPersonas = {
	'persona.steady': 'A quick first token and then one every 30 ms.',
	'persona.bursty': 'Ten tokens in a rush, then a pause: 23 tokens a second on average.',
	'persona.stalling': 'Even, but now and then it freezes for half a second or more.',
	'persona.slow-first': 'Two seconds and more before the first token, then even.',
	'persona.chunked': 'Eight tokens in every frame.',
	'persona.speculative': 'Drafts ahead: three tokens at once, then one after a longer step, at the pace of steady.',
	'persona.reasoning': 'Silence, then sixty tokens of thinking, then the answer.',
	'persona.rate-limited': 'Refuses every request: HTTP 429, try again in two seconds.',
	'persona.cut': 'The connection breaks after forty tokens.',
	'persona.error': 'Reports an error after forty tokens, in the middle of the stream.',
	'persona.malformed': 'Sends broken and unusual frames, and completes all the same.',
	'persona.silent': 'Accepts the request and never answers.',
	'persona.key-echo': 'Refuses every key with HTTP 401, and repeats it in the message.',
} as const;
