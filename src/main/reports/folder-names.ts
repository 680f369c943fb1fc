const LONGEST = 60;

/**
 * A folder's name for each of these names, in order: letters of any script, digits, `.`, `_` and `-`, never empty, never
 * hidden, never a device of Windows, and no two alike where case does not count. A name says nothing about where its
 * folder is.
 */
export function folderNames(names: readonly string[]): string[] {
	const taken = new Set<string>();
	return names.map((name) => {
		const plain = [...name.normalize('NFC').replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')].slice(0, LONGEST).join('');
		const base = plain.replace(/^[.-]+/, '').replace(/[.-]+$/, '') || 'provider';
		const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(base) ? `provider-${base}` : base;
		let free = safe;
		for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${safe}-${number}`;
		taken.add(free.toLowerCase());
		return free;
	});
}
