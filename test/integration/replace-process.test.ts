import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const module = pathToFileURL(`${import.meta.dirname}/../../scripts/replace-process.mjs`).href;

/** A program that says it is ready, copies stdin, and takes its exit code and its answer to SIGTERM from arguments. */
const program = `
	process.on('SIGTERM', () => { console.log('told to stop'); process.exit(7); });
	console.log(JSON.stringify(process.argv.slice(1)));
	process.stdin.pipe(process.stdout);
	process.stdin.on('end', () => process.exit(5));
`;

type Started = ChildProcessByStdio<Writable, Readable, null>;

/** Starts a process that goes on as `program` with the arguments, by the named function of replace-process.mjs. */
function start(how: string, args: readonly string[]): Started {
	const goOn = `import(${JSON.stringify(module)}).then((door) => door.${how}(process.execPath, ${JSON.stringify(['-e', program, '--', ...args])}))`;
	return spawn(process.execPath, ['-e', goOn], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function ended(child: Started): Promise<readonly [code: number | null, signal: string | null]> {
	const [code, signal] = await once(child, 'close');
	return [code, signal];
}

// `npm run fluidity` in a pipeline or a CI gate: a lost exit code passes a gate that was missed.
describe.each(['replaceProcess', 'becomeParentOf'])('a process that goes on as another by %s', (how) => {
	test('hands over arguments, stdin and the exit code as they are', async () => {
		const child = start(how, ['two words', '--flag', '', '"$HOME"']);
		let output = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			output += text;
		});
		child.stdin.end('from stdin');
		expect(await ended(child)).toEqual([5, null]);
		expect(output).toBe(`${JSON.stringify(['two words', '--flag', '', '"$HOME"'])}\nfrom stdin`);
	});

	test('lets a signal be answered', async () => {
		const child = start(how, []);
		await once(child.stdout, 'data');
		child.kill('SIGTERM');
		expect(await ended(child)).toEqual([7, null]);
	});

	test('dies of the signal the other dies of', async () => {
		const child = start(how, []);
		await once(child.stdout, 'data');
		child.kill('SIGINT');
		expect(await ended(child)).toEqual([null, 'SIGINT']);
	});
});
