import { globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { defineConfig } from 'vitest/config';

/** No test may find the keyring of whoever runs it: there is no bus but one that a test starts itself. */
const env = { DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: join(tmpdir(), 'fluidity-bench-tests-have-no-bus') };

/** Tests that measure time on a shared machine: a second run tells a disturbance from a fault. */
const retry = 1;

/** Unit tests that put something else in a module's place, which no other file may get to see. */
const mocking = globSync('test/**/*.test.ts', {
	cwd: import.meta.dirname,
	exclude: ['test/integration', 'test/peers', 'test/e2e'],
})
	.filter((file) => /\bvi\.(do)?mock\(/i.test(readFileSync(join(import.meta.dirname, file), 'utf8')))
	.map((file) => file.split(sep).join('/'));

// Property tests are slow on a busy machine.
const unitTimeout = 30_000;

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					env,
					include: ['test/**/*.test.ts'],
					exclude: ['test/integration/**', 'test/peers/**', 'test/e2e/**', ...mocking],
					testTimeout: unitTimeout,
					// A process of its own for each file spends three quarters of the time on loading the same modules again.
					isolate: false,
					unstubGlobals: true,
					unstubEnvs: true,
				},
			},
			{
				test: {
					name: 'unit-isolated',
					env,
					include: mocking,
					testTimeout: unitTimeout,
				},
			},
			{
				test: {
					name: 'integration',
					env,
					include: ['test/integration/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000,
					retry,
					// Many of them measure time: two files at once would disturb each other.
					fileParallelism: false,
				},
			},
			{
				test: {
					name: 'peers',
					env,
					include: ['test/peers/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					retry,
					// They measure time: two files at once would disturb each other.
					fileParallelism: false,
				},
			},
			{
				test: {
					name: 'e2e',
					env,
					include: ['test/e2e/**/*.test.ts'],
					globalSetup: ['test/e2e/global-setup.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000,
					retry,
					// One window at a time: they race, and races measure time.
					fileParallelism: false,
				},
			},
		],
	},
});
