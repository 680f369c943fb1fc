import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		projects: [
			{ test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/integration/**', 'test/peers/**'] } },
			{
				test: {
					name: 'integration',
					include: ['test/integration/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'peers',
					include: ['test/peers/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					// They measure time: two files at once would disturb each other.
					fileParallelism: false,
				},
			},
		],
	},
});
