import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecordingFile } from '../../src/main/recordings/file.ts';

const PROGRAM = join(import.meta.dirname, '../support/append-records.ts');
const textLength = (read: number) => (read * 7919) % 3_000;

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'recording-survives-'));
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(folder, { recursive: true });
});

function started(command: string, args: readonly string[]) {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	children.push(child);
	return { child, exit: once(child, 'exit'), lines: createInterface({ input: child.stdout }) };
}

/** Whether the arrivals are the ones that the program appends, from the first on. */
function inOrder(arrivals: readonly { readonly read: number; readonly text: string }[]): boolean {
	return arrivals.every(({ read, text }, index) => read === index && text.length === textLength(index));
}

describe('a recording', { retry: 0 }, () => {
	// Would catch records kept in memory, or a line written in parts that a reader takes for damage.
	it.each([1, 2, 17, 150, 700, 1500])('keeps every record when its program is killed after %i', async (least) => {
		const path = join(folder, 'run.fluidity');
		const { child, exit, lines } = started(process.execPath, [PROGRAM, path]);
		let confirmed = 0;
		for await (const line of lines) {
			confirmed = Number(line);
			// The program appends on while the signal is under way, so the moment of its end is anyone's guess.
			if (confirmed === least) child.kill('SIGKILL');
		}
		expect(await exit).toEqual([null, 'SIGKILL']);
		const reading = await readRecordingFile(path);
		expect(reading).toMatchObject({ ok: true, recording: { closed: false } });
		const arrivals = reading.recording?.requests[0]?.arrivals ?? [];
		expect(arrivals.length).toBeGreaterThanOrEqual(Math.max(least, confirmed));
		expect(inOrder(arrivals)).toBe(true);
	});

	// Would catch a failed write that is lost, or a line written after a torn one. A limit on the file stands for a full disk.
	it.skipIf(process.platform === 'win32')('says that there is no more room and keeps what it has', async () => {
		const path = join(folder, 'run.fluidity');
		const { exit, lines } = started('sh', ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, PROGRAM, path]);
		const said: string[] = [];
		for await (const line of lines) said.push(line);
		expect(await exit).toEqual([0, null]);
		expect(said.at(-1)).toBe('problem no-room no-room no-room');
		const reading = await readRecordingFile(path);
		expect(reading).toMatchObject({ ok: true, recording: { closed: false } });
		const arrivals = reading.recording?.requests[0]?.arrivals ?? [];
		expect(arrivals).toHaveLength(said.length - 1);
		expect(inOrder(arrivals)).toBe(true);
		expect(reading.ok && (reading.cut?.bytes ?? 0) > 0).toBe(true);
	});
});
