/**
 * A program of its own: appends arrivals to the recording named by its first argument, without end or until a write
 * fails, and says on standard output, a line each, how many are in the file. `problem <code>` says why it stopped.
 */
import { writeSync } from 'node:fs';
import { createRecordingFile } from '../../src/main/recordings/file.ts';
import { arrival, arrivalsRecord, requestRecord, runRecord, sentMark } from './recordings.ts';

/**
 * Standard output by number: to touch `process.stdout`, which importing names from `node:process` does too, makes a pipe
 * non-blocking, and a slow reader then gives EAGAIN.
 */
const STANDARD_OUTPUT = 1;

const [, , path] = process.argv;
if (path === undefined) throw new Error('the path of the recording is missing');
const created = createRecordingFile(path);
if (!created.ok) throw new Error(created.problem.message);
const { file } = created;
file.append(runRecord());
file.append(requestRecord(0));
file.append({ record: 'mark', mark: sentMark() });
for (let read = 0; ; read++) {
	const record = arrivalsRecord([arrival({ read, text: '字'.repeat((read * 7919) % 3_000) })]);
	const appended = file.append(record);
	if (!appended.ok) {
		const again = file.append(record);
		const closed = file.close();
		const codes = [appended, again, closed].map((result) => (result.ok ? 'ok' : result.problem.code));
		writeSync(STANDARD_OUTPUT, `problem ${codes.join(' ')}\n`);
		break;
	}
	writeSync(STANDARD_OUTPUT, `${read + 1}\n`);
}
