import type { RecordingProblem } from '../../core/recording-lines.ts';

/** Why a recording's file could not be made, written or read. */
export type RecordingFileCode =
	| 'exists'
	| 'missing'
	| 'folder-missing'
	| 'is-folder'
	| 'no-permission'
	| 'no-room'
	/** The first wrong thing in a file that could be read: the message names its line. */
	| 'damaged'
	/** Any other error of the system: the message holds its own words. */
	| 'system';

/** Trouble with a recording's file, for people: match on the code, show the message. */
export interface RecordingFileProblem {
	readonly code: RecordingFileCode;
	/** Sentences: which file, what is wrong and, where we know it, what to do. */
	readonly message: string;
	/** The first wrong thing in a file that is damaged. */
	readonly wrong?: RecordingProblem;
	/** The system's own words. */
	readonly quote?: string;
}

/** What was being done with the file. */
export type FileAction = 'create' | 'write' | 'read';

/** Puts an error of `node:fs` into words. Throws it again where it is not an error of the system: that is a bug. */
export function fileProblem(action: FileAction, path: string, error: unknown): RecordingFileProblem {
	const system = systemCode(error);
	if (system === null) throw error;
	switch (system) {
		case 'EEXIST':
			return {
				code: 'exists',
				message: `${path} exists and is not overwritten: choose another name, or move that file away.`,
			};
		case 'ENOENT':
		case 'ENOTDIR':
			return action === 'read'
				? { code: 'missing', message: `${path} does not exist: check the name.` }
				: { code: 'folder-missing', message: `The folder of ${path} does not exist: create it, or choose another.` };
		case 'EISDIR':
			return { code: 'is-folder', message: `${path} is a folder: choose a recording inside it.` };
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
			return action === 'read'
				? { code: 'no-permission', message: `${path} may not be read by this user: change its permissions.` }
				: { code: 'no-permission', message: `${path} may not be written by this user: choose another folder.` };
		case 'ENOSPC':
		case 'EDQUOT':
		case 'EFBIG':
			return {
				code: 'no-room',
				message: `There is no room for ${path} to grow (${system}): every whole record before is kept. Free some space, or record to another disk.`,
			};
		default:
			return { code: 'system', message: `Could not ${action} ${path}: ${String(error)}`, quote: String(error) };
	}
}

function systemCode(error: unknown): string | null {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error
		? error.code
		: null;
}
