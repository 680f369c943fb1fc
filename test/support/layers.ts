import { posix } from 'node:path';
import { findImports } from './imports.ts';

// Paths are relative to src. A path ending in "/" is a folder; another is the beginning of a file's name.

const core = 'core/';
const services = [
	'main/engine/',
	'main/simulator/',
	'main/recordings/',
	'main/secrets/',
	'main/tokenizer/',
	'main/reports/',
	'main/settings/',
	'main/processes/',
];
const composers = [
	'main/app',
	'main/race',
	'main/providers',
	'main/secret-address',
	'main/shown-key',
	'main/key-variable',
];
const shells = ['main/cli/', 'main/browser/', 'main/electron/'];

/** What every screen may use, and so knows none. */
const underScreens = ['renderer/charts/', 'renderer/live/', 'renderer/store/', 'renderer/ui/', 'renderer/host/'];

/** Each room of src, and where its files may import from. A file in no room is refused until its room is listed. */
const rooms: Readonly<Record<string, readonly string[]>> = {
	[core]: [core],
	...Object.fromEntries(services.map((service) => [service, [core, service]])),
	// The simulator streams whole tokens, cut as the common accounting counts them.
	'main/simulator/': [core, 'main/simulator/', 'main/tokenizer/', 'main/processes/'],
	// A report's page is made of files that stand in it as they are.
	'main/reports/': [core, 'main/reports/', 'main/processes/', 'report/'],
	'report/': [core, 'report/'],
	'main/secrets/': [core, 'main/secrets/', 'main/processes/'],
	...Object.fromEntries(composers.map((composer) => [composer, [core, ...services, ...composers]])),
	'main/app-version': ['../package.json'],
	...Object.fromEntries(shells.map((shell) => [shell, [core, ...services, ...composers, shell]])),
	'preload/': [core, 'preload/'],
	'renderer/': [core, 'renderer/'],
	...Object.fromEntries(underScreens.map((room) => [room, [core, ...underScreens, 'renderer/controller']])),
};

/** Each outside package and the only places that may import it. A package not listed is refused. */
const homes: ReadonlyMap<string, readonly string[]> = new Map([
	['zod', ['core/', 'main/']],
	['pure-rand', ['core/stats/', 'main/simulator/']],
	['undici', ['main/engine/transport']],
	['eventsource-parser', ['main/engine/framing/']],
	['gpt-tokenizer', ['main/tokenizer/', 'main/simulator/']],
	['commander', ['main/cli/']],
	['cli-table3', ['main/cli/']],
	['log-update', ['main/cli/']],
	['ws', ['main/browser/']],
	['node:sqlite', ['main/recordings/']],
	['keytar', ['main/secrets/']],
	['fflate', ['main/reports/']],
	['electron', ['main/electron/', 'preload/']],
	['echarts', ['renderer/charts/', 'main/reports/page-parts']],
	['react', ['renderer/']],
	['react-dom', ['renderer/']],
	['lucide-react', ['renderer/']],
	['i18next', ['renderer/ui/']],
	['react-i18next', ['renderer/ui/']],
	['@fontsource-variable/inter', ['renderer/main']],
	['@fontsource-variable/jetbrains-mono', ['renderer/main']],
	['zustand', ['renderer/store/']],
]);
/** Node's own modules that have no home of their own in the table above. */
const homesOfNode = ['main/'];

/**
 * Folders whose members must not know each other. A member is a file or folder and the files named after it
 * (`openai-chat-decoder` is part of `openai-chat`); `shared` is what members may import, `registry` what may import them.
 */
const strangers: readonly { folder: string; shared: readonly string[]; registry: readonly string[] }[] = [
	{ folder: 'renderer/screens/', shared: [], registry: [] },
	{
		folder: 'main/engine/dialects/',
		shared: ['dialect', 'openai-output', 'openai-token-counts', 'openai-usage', 'provider-error', 'retry-after'],
		registry: ['registry'],
	},
];

/**
 * Every import in a set of files that the architecture does not allow, as sentences with file and line. Empty is good.
 *
 * @param files source by path relative to src, with forward slashes
 * @throws when a source cannot be parsed
 */
export function forbiddenImports(files: ReadonlyMap<string, string>): readonly string[] {
	return [...files].flatMap(([file, source]) => {
		const room = longestPrefix(file, Object.keys(rooms));
		if (room === undefined) return [`${file} is in no room of test/support/layers.ts`];
		const reach = rooms[room] ?? [];
		return findImports(source, file.endsWith('.tsx') ? 'tsx' : 'ts').flatMap(({ specifier, line }) => {
			const objection = objectionTo(file, reach, specifier);
			return objection === null ? [] : [`${file}:${line} ${objection}`];
		});
	});
}

function objectionTo(file: string, reach: readonly string[], specifier: string | null): string | null {
	if (specifier === null) return 'loads something whose name is known only at run time';
	if (!/^\.\.?\//.test(specifier)) return objectionToPackage(file, specifier);
	const target = posix.join(posix.dirname(file), specifier);
	if (!startsWithAny(target, reach)) return `imports ${target}: it may import from ${reach.join(', ')}`;
	return objectionToStranger(file, target);
}

function objectionToPackage(file: string, specifier: string): string | null {
	const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
	const home = homes.get(specifier) ?? homes.get(name) ?? (name.startsWith('node:') ? homesOfNode : undefined);
	if (home === undefined) return `imports ${name}: a package without a home in test/support/layers.ts`;
	return startsWithAny(file, home) ? null : `imports ${name}: its home is ${home.join(', ')}`;
}

function objectionToStranger(file: string, target: string): string | null {
	for (const { folder, shared, registry } of strangers) {
		if (!file.startsWith(folder) || !target.startsWith(folder)) continue;
		const [from, to] = [memberOf(folder, file), memberOf(folder, target)];
		if (!isSameMember(from, to) && !shared.includes(to) && !registry.includes(from)) {
			return `imports ${target}: members of ${folder} know only what test/support/layers.ts lists as shared`;
		}
	}
	return null;
}

/** The file or folder right below, without an ending. */
function memberOf(folder: string, path: string): string {
	return (path.slice(folder.length).split('/')[0] ?? '').replace(/\.tsx?$/, '');
}

function isSameMember(one: string, other: string): boolean {
	return one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`);
}

function longestPrefix(path: string, prefixes: readonly string[]): string | undefined {
	return prefixes.filter((prefix) => path.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
}

function startsWithAny(path: string, prefixes: readonly string[]): boolean {
	return prefixes.some((prefix) => path.startsWith(prefix));
}
