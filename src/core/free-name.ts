/** A name that is not taken: the name itself, or with the first free number from 2 behind it. */
export function freeName(name: string, taken: readonly string[]): string {
	let free = name;
	for (let number = 2; taken.includes(free); number++) free = `${name} (${number})`;
	return free;
}

/** The names of those in a race, in order: one who is in it more than once carries a number. */
export function raceNames(names: readonly string[]): string[] {
	const taken: string[] = [];
	for (const name of names) taken.push(freeName(name, taken));
	return taken;
}
