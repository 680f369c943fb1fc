import type { Problem } from '../../core/api.ts';
import type { RecordingFileProblem } from './file-problem.ts';

/** Why a recording that a person chose is not opened. */
export function notOpened(name: string, { message, wrong }: RecordingFileProblem): Problem {
	return {
		code: 'recording-damaged',
		message,
		names: { name },
		...(wrong && {
			cause: { code: `recording-${wrong.code}`, message: wrong.message, names: { line: String(wrong.line) } },
		}),
	};
}

/** Why a file of ours could not be made or written. */
export function notWritten(path: string, { code, message, quote }: RecordingFileProblem): Problem {
	return { code: `file-${code}`, message, names: { path }, ...(quote !== undefined && { quote }) };
}
