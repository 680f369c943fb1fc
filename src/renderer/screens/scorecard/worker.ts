import { createSlowAnswers } from './answer-slowly.ts';
import type { SlowQuestion } from './worker-messages.ts';

// The page's own thread for what takes longer than a frame. It knows nothing but what it is asked.

const ask = createSlowAnswers(
	(answer) => postMessage(answer),
	() => new Promise((resume) => setTimeout(resume, 0)),
	reportError,
);

addEventListener('message', ({ data }: MessageEvent<SlowQuestion>) => ask(data));
