import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
	ask,
	makePlaces,
	openPage,
	openSocket,
	type Places,
	removePlaces,
	runShell,
	type Shell,
	secretOf,
	startShell,
} from '../support/browser-shell.ts';

let places: Places;
let shell: Shell;
beforeAll(async () => {
	places = makePlaces();
	shell = await startShell(places);
});
afterAll(async () => {
	await shell.end();
	removePlaces(places);
});

describe('the process', () => {
	let other: Shell | null = null;
	afterEach(async () => {
		await other?.end('SIGKILL');
	});

	test.skipIf(process.platform === 'win32')(
		'keeps its opening file to its owner and takes it away at the end',
		async () => {
			other = await startShell(places);
			expect(statSync(other.openingFile).mode & 0o777).toBe(0o600);
			expect(statSync(dirname(other.openingFile)).mode & 0o777).toBe(0o700);
			await secretOf(other);
			expect(statSync(other.openingFile).mode & 0o777).toBe(0o600);
			expect(await other.end()).toBe(0);
			expect(existsSync(dirname(other.openingFile))).toBe(false);
		},
	);

	test('ends at Ctrl-C with a page open, tells the page, and leaves no process behind', async () => {
		other = await startShell(places);
		const secret = await secretOf(other);
		const page = await openPage(other, secret);
		const started = await page.call('startRace', {
			providerIds: ['sim:silent'],
			prompt: 'Say something.',
			maxTokens: 5,
			rounds: 1,
			firstMs: 400,
			eachMs: 50,
			stallMs: 200,
		});
		expect(started.ok).toBe(true);
		const children = readFileSync(`/proc/${other.child.pid}/task/${other.child.pid}/children`, 'utf8')
			.trim()
			.split(' ');
		expect(children.length).toBeGreaterThan(0);
		const socket = openSocket(other);
		await once(socket, 'open');
		const closed = once(socket, 'close');
		expect(await other.end('SIGINT')).toBe(0);
		expect((await closed)[0]).toBe(1001);
		expect(children.filter((child) => existsSync(`/proc/${child}`))).toEqual([]);
		expect(existsSync(dirname(other.openingFile))).toBe(false);
	});

	test.runIf(process.platform === 'linux')('hands the browser a path: the token is in no arguments', async () => {
		const noted = join(places.all, 'opened');
		rmSync(noted, { force: true });
		const opener = join(places.programs, 'xdg-open');
		writeFileSync(opener, `#!/bin/sh\ncat /proc/$$/cmdline > ${noted}.next\nmv ${noted}.next ${noted}\n`);
		chmodSync(opener, 0o755);
		const appeared = new Promise<void>((resolve) => {
			const watcher = watch(places.all, () => {
				if (!existsSync(noted)) return;
				watcher.close();
				resolve();
			});
		});
		other = await startShell(places, [], { DISPLAY: ':99' });
		await appeared;
		const token = other.token();
		expect(token.length).toBeGreaterThan(40);
		expect(readFileSync(noted, 'utf8').split('\0')).toContain(other.openingFile);
		expect(readFileSync(noted, 'utf8')).not.toContain(token);
		expect(readFileSync(`/proc/${other.child.pid}/cmdline`, 'utf8')).not.toContain(token);
		expect(other.output()).not.toContain(token);
		await other.end();
	});

	test('starts all the same where there is a screen and no opener', async () => {
		other = await startShell(places, [], { DISPLAY: ':99', PATH: places.home });
		expect(await ask(other, 'GET', '/')).toMatchObject({ status: 200 });
		await other.end();
	});

	test('listens on the port it is given, and says so where that is in use', async () => {
		const { code, output } = await runShell(places, ['--no-open', '--port', String(shell.port)]);
		expect(code).toBe(1);
		expect(output).toBe(
			`Port ${shell.port} of 127.0.0.1 is in use. Choose another with --port, or leave it out for one that is free.\n`,
		);
		const holder = createServer().listen(0, '127.0.0.1');
		await once(holder, 'listening');
		const { port } = holder.address() as AddressInfo;
		holder.close();
		await once(holder, 'close');
		other = await startShell(places, ['--no-open', '--port', String(port)]);
		expect(other.origin).toBe(`http://127.0.0.1:${port}`);
		await other.end();
	});

	test.each([
		[['--port', 'many'], /--port must be a whole number from 1 to 65535, not "many"/],
		[['--port', '65536'], /--port must be a whole number from 1 to 65535/],
		[['--port', '0'], /--port must be a whole number from 1 to 65535/],
		[['--port'], /--port/],
		[['--seed', '-1'], /--seed/],
		[['--prot', '1'], /--prot/],
		[['4100'], /4100/],
	])('names a wrong argument and what would be right: %j', async (given, message) => {
		const { code, output } = await runShell(places, given);
		expect(code).toBe(2);
		expect(output).toMatch(message);
		expect(output).toMatch(/usage: npm start -- \[--port N\]/);
	});

	test('explains itself, and says what to run where the page was never built', async () => {
		expect(await runShell(places, ['--help'])).toMatchObject({ code: 0, output: expect.stringMatching(/^usage:/) });
		const unbuilt = { ...places, renderer: places.home };
		const { code, output } = await runShell(unbuilt, ['--no-open']);
		expect(code).toBe(1);
		expect(output).toMatch(/has not been built. Run npm start/);
	});
});
