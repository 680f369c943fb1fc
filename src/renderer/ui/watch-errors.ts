/**
 * Calls `broke` for every error of the page that nobody took: without the error, whose words are in the console. What a
 * browser itself reports of the layout, without an error, is none.
 */
export function watchErrors(page: Pick<EventTarget, 'addEventListener'>, broke: () => void): void {
	page.addEventListener('error', (event) => {
		if ('error' in event && event.error !== null && event.error !== undefined) broke();
	});
	page.addEventListener('unhandledrejection', broke);
}
