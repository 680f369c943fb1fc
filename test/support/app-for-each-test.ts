import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { AppState, HostEvent, ProviderInput, ProviderView } from '../../src/core/api.ts';
import { type App, createApp } from '../../src/main/app.ts';
import { createKnownSecrets } from '../../src/main/app-known-secrets.ts';
import { openSecretStore } from '../../src/main/secrets/open-secret-store.ts';
import { createFakeKeychain } from './fake-keychain.ts';

/** A new provider as a page saves it. */
export function providerInput(overrides: Partial<ProviderInput> = {}): ProviderInput {
	return {
		id: null,
		name: 'Example',
		baseUrl: 'https://api.example.com/v1',
		model: 'small',
		headers: [],
		price: null,
		...overrides,
	};
}

/** A race as a page starts it. */
export function raceOf(providerIds: string[]) {
	return { providerIds, prompt: 'Why?', maxTokens: 5, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200 };
}

/** The app of a test. */
export interface TestApp {
	/** The app as it was started last. */
	readonly app: App;
	/** Holds its settings and recordings. */
	readonly folder: string;
	readonly environment: NodeJS.ProcessEnv;
	/** Of the machine: it outlives the app. */
	readonly keychain: ReturnType<typeof createFakeKeychain>;
	/** What a page was told since the app was started last. */
	readonly events: readonly HostEvent[];
	/** The app as it starts from the settings that are there. */
	start(): void;
	/** The latest state that was told. */
	state(): AppState;
	/** A provider as the latest state shows it, which must be there. */
	view(id: string): ProviderView;
	/** Saves a provider, which must succeed; gives its id. */
	saved(overrides?: Partial<ProviderInput>): Promise<string>;
	/** Everything that came to a page, and every file. */
	everythingSaid(): string;
}

/** Starts an app for each test of a file, in a folder of its own, and removes both after it. */
export function appForEachTest(): TestApp {
	let folder: string;
	let environment: NodeJS.ProcessEnv;
	let keychain: ReturnType<typeof createFakeKeychain>;
	let app: App;
	let events: HostEvent[];

	function start(): void {
		app = createApp({
			shell: 'browser',
			folder,
			environment,
			seed: 1,
			now: () => new Date('2026-01-02T03:04:05.678Z'),
			openSecrets: () => openSecretStore({ launch: keychain.launch }),
			knownSecrets: createKnownSecrets(),
		});
		events = [];
		app.subscribe((event) => events.push(event));
	}

	function state(): AppState {
		const event = events.findLast(({ type }) => type === 'state');
		if (event?.type !== 'state') throw new Error('no state came');
		return event.state;
	}

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'app-'));
		environment = {};
		keychain = createFakeKeychain();
		start();
	});
	afterEach(async () => {
		await app.close();
		rmSync(folder, { recursive: true });
	});

	return {
		get app() {
			return app;
		},
		get folder() {
			return folder;
		},
		get environment() {
			return environment;
		},
		get keychain() {
			return keychain;
		},
		get events() {
			return events;
		},
		start,
		state,
		view(id) {
			const found = state().providers.find((provider) => provider.id === id);
			if (!found) throw new Error(`no provider ${id}`);
			return found;
		},
		async saved(overrides) {
			const result = await app.call('saveProvider', providerInput(overrides));
			if (!result.ok) throw new Error(result.problem.message);
			return result.value.id;
		},
		everythingSaid() {
			const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
			const written = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
			return JSON.stringify(events) + written.join('');
		},
	};
}
