// Brought into a process by its starter: SIGUSR2 is a bug that nobody catches, thrown or rejected, whose words are those of
// an environment variable.
process.on('SIGUSR2', () => {
	const { FLUIDITY_TEST_BUG: words = '', FLUIDITY_TEST_BUG_KIND: kind } = process.env;
	const bug = new Error(`it broke over ${words}`, { cause: new Error(`because of ${words}`) });
	if (kind === 'rejected') void Promise.reject(bug);
	else throw bug;
});
