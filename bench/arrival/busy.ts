const BLOCK_MS = 8;
const EVERY_MS = 50;

/**
 * Keeps this thread as busy as a program that draws and stores: it blocks for 8 ms every 50 ms until the returned
 * function is called.
 */
export function keepBusy(): () => void {
	const timer = setInterval(() => {
		const until = performance.now() + BLOCK_MS;
		while (performance.now() < until);
	}, EVERY_MS);
	return () => clearInterval(timer);
}
