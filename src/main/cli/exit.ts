/** What the command's exit code means, for scripts and CI gates. */
export const EXIT = {
	fine: 0,
	/** Every request of some provider failed, or the run could not be done. */
	failed: 1,
	/** Bad arguments or bad input. */
	usage: 2,
	/** A gate was missed. */
	gate: 3,
	interrupted: 130,
} as const;

/** Bad arguments or input: the message names what is wrong and what would be right. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/** The run could not be done, through no fault of the arguments. */
export class RunError extends Error {
	override readonly name = 'RunError';
}
