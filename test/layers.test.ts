import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findImports } from './support/imports.ts';
import { forbiddenImports } from './support/layers.ts';

const src = join(import.meta.dirname, '..', 'src');

function sources(): ReadonlyMap<string, string> {
	const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[cm]?[jt]sx?$/.test(file));
	return new Map(files.map((file) => [file.split(sep).join('/'), readFileSync(join(src, file), 'utf8')]));
}

function objections(file: string, source: string): readonly string[] {
	return forbiddenImports(new Map([[file, source]]));
}

describe('the layers of src', () => {
	test('are kept by every import of every file', () => {
		const files = sources();
		expect(files.size).toBeGreaterThan(0);
		expect(forbiddenImports(files)).toEqual([]);
	});
});

// Without these the test above could pass because the checker sees nothing.
describe('the check of the layers refuses', () => {
	test.each([
		['Node in the core', 'core/time.ts', "import { hrtime } from 'node:process';"],
		['a package in the core', 'core/time.ts', "import { Agent } from 'undici';"],
		['the core reaching up', 'core/time.ts', "import { run } from '../main/engine/run.ts';"],
		['a service reaching another', 'main/engine/run.ts', "import { open } from '../recordings/file.ts';"],
		['a service reaching up', 'main/recordings/file.ts', "import type { App } from '../app.ts';"],
		['a composer reaching a shell', 'main/app.ts', "import { table } from './cli/table.ts';"],
		['a shell reaching another', 'main/electron/main.ts', "import { serve } from '../browser/server.ts';"],
		['the renderer reaching main', 'renderer/live/port.ts', "import type { App } from '../../main/app.ts';"],
		['the renderer using Node', 'renderer/live/port.ts', "import { EventEmitter } from 'node:events';"],
		['the preload reaching main', 'preload/preload.ts', "export { channel } from '../main/electron/channel.ts';"],
		['undici away from the transport', 'main/engine/session.ts', "import { request } from 'undici';"],
		['eventsource-parser outside of framing', 'main/engine/run.ts', "import 'eventsource-parser/stream';"],
		['the tokenizer in the engine', 'main/engine/run.ts', "import { encode } from 'gpt-tokenizer/encoding/o200k';"],
		['commander outside of the command line', 'main/app.ts', "import { Command } from 'commander';"],
		['randomness in the engine', 'main/engine/run.ts', "import { mersenne } from 'pure-rand';"],
		['the WebSocket server outside of the browser shell', 'main/app.ts', "import { WebSocketServer } from 'ws';"],
		['settings reaching the providers', 'main/settings/file.ts', "import { views } from '../providers.ts';"],
		['the keychain outside of the secrets', 'main/providers.ts', "import { AsyncEntry } from 'keytar';"],
		['electron in the browser shell', 'main/browser/server.ts', "import { app } from 'electron';"],
		['echarts outside of charts', 'renderer/screens/race/chart.ts', "import { init } from 'echarts/core';"],
		['zustand outside of the store', 'renderer/ui/theme.ts', "import { create } from 'zustand';"],
		['SQLite outside of recordings', 'main/app.ts', "import { DatabaseSync } from 'node:sqlite';"],
		['a chart knowing a screen', 'renderer/charts/chart.ts', "import type { Box } from '../screens/race/box.ts';"],
		['the store knowing a screen', 'renderer/store/store.ts', "import type { Row } from '../screens/race/row.ts';"],
		['a screen knowing another', 'renderer/screens/race/race.tsx', "import { Table } from '../history/table.tsx';"],
		['a dialect knowing another', 'main/engine/dialects/cohere.ts', "import { usage } from './openai-chat.ts';"],
		[
			'what dialects share knowing one',
			'main/engine/dialects/retry-after.ts',
			"import { chat } from './openai-chat.ts';",
		],
		['a dialect knowing the registry', 'main/engine/dialects/cohere.ts', "import { find } from './registry.ts';"],
		['an unlisted package', 'main/engine/run.ts', "import { format } from '@scope/unheard-of/deep';"],
		['a module of Node without its prefix', 'main/engine/run.ts', "import { readFile } from 'fs';"],
		['a file outside of src', 'main/cli/main.ts', "import { fake } from '../../../test/support/fake.ts';"],
	])('%s', (_what, file, source) => {
		expect(objections(file, source)).toHaveLength(1);
	});

	test('a folder that has no room yet', () => {
		expect(objections('shared/thing.ts', '')).toHaveLength(1);
		expect(objections('main/thing.ts', '')).toHaveLength(1);
	});

	test.each([
		'import { a } from "undici";',
		"import type { A } from 'undici';",
		"import {\n\ta,\n} from 'undici';",
		"import /* ' */ a from 'undici';",
		"import 'undici';",
		"export * from 'undici';",
		"export { a } from 'undici';",
		"export type { A } from 'undici';",
		"type A = import('undici').A;",
		"const a = await import('undici');",
		'const a = await import(`undici`);',
		"import a = require('undici');",
		"const pattern = /[^/*'`]/; const a = import('undici'); /* */",
		"new Worker(new URL('../main/engine/worker.ts', import.meta.url));",
		"import.meta.resolve('undici');",
		'/// <reference types="undici" />',
	])('however it is written: %s', (source) => {
		expect(objections('core/time.ts', source)).toHaveLength(1);
	});

	test.each([
		'await import(name);',
		`await import(\`undici/\${name}\`);`,
		'new URL(name, import.meta.url);',
		"require('undici');",
		"createRequire(import.meta.url)('undici');",
		"process.getBuiltinModule('node:fs');",
		"process['getBuiltinModule']('node:fs');",
	])('what it cannot read: %s', (source) => {
		expect(objections('main/engine/run.ts', source)).toHaveLength(1);
	});
});

describe('the check of the layers allows', () => {
	test.each([
		['the core its own and zod', 'core/recording.ts', "import { z } from 'zod'; import { ns } from './time.ts';"],
		['a service the core', 'main/engine/run.ts', "import { ns } from '../../core/time.ts';"],
		['a service Node', 'main/engine/run.ts', "import { readFile } from 'node:fs/promises';"],
		['undici to all files of the transport', 'main/engine/transport-proxy.ts', "import { ProxyAgent } from 'undici';"],
		['a composer the services', 'main/app.ts', "import { open } from './recordings/file.ts';"],
		['a shell the composers', 'main/cli/main.ts', "import { createApp } from '../app.ts';"],
		['the registry every dialect', 'main/engine/dialects/registry.ts', "import { cohere } from './cohere.ts';"],
		['a dialect its own parts', 'main/engine/dialects/cohere.ts', "import { decode } from './cohere-decoder.ts';"],
		['a dialect the contract', 'main/engine/dialects/cohere.ts', "import type { Dialect } from './dialect.ts';"],
		['a screen its own', 'renderer/screens/race/race.tsx', "import { Lane } from './lane.tsx'; <Lane />;"],
		['words that look like imports', 'core/time.ts', "// import 'undici'\nconst words = \"import 'undici'\";"],
	])('%s', (_what, file, source) => {
		expect(objections(file, source)).toEqual([]);
	});

	test('and it says where: file, line and the way out', () => {
		expect(objections('core/time.ts', "\nimport 'undici';")).toEqual([
			'core/time.ts:2 imports undici: its home is main/engine/transport',
		]);
		expect(findImports("\n\nexport * from './a.ts';")).toEqual([{ specifier: './a.ts', line: 3 }]);
	});
});
