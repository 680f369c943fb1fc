/** A reader such as `head` may leave early. What it did not want is thrown away; the run keeps its exit code. */
export function endQuietlyUnread(output: NodeJS.WritableStream): void {
	output.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error;
	});
}
