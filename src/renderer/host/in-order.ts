/**
 * Hands messages on in the order in which they came, though some have to be fetched first: at once, as long as none is on
 * its way. After one that could not be fetched, which `failed` is told, it hands on nothing more.
 */
export function createInOrder<Message>(
	handOn: (message: Message) => void,
	failed: (error: unknown) => void,
): (message: Message | Promise<Message>) => void {
	/** The turn of the message that came last; null where every message was handed on. */
	let last: Promise<void> | null = null;
	return (message) => {
		if (last === null && !(message instanceof Promise)) {
			handOn(message);
			return;
		}
		const turn = Promise.all([message, last]).then(([fetched]) => {
			if (last === turn) last = null;
			handOn(fetched);
		});
		turn.catch(failed);
		last = turn;
	};
}
