import { createHash } from 'node:crypto';
import type { Recording, RecordingRecord } from '../../src/core/recording.ts';
import { arrivalsRecord, closedRecords, openBytes } from './recordings.ts';

/** A recording's file as bytes, made of what is in memory: the way back of reading one. */
export function recordingBytes({ run, requests, measured }: Recording): Buffer {
	const records: RecordingRecord[] = [run, ...requests.map(({ request }) => request)];
	for (const { released, sent, responded, arrivals, ended } of requests) {
		for (const mark of [released, sent, responded]) if (mark !== null) records.push({ record: 'mark', mark });
		if (arrivals.length > 0) records.push(arrivalsRecord(arrivals));
		if (ended !== null) records.push({ record: 'mark', mark: ended });
	}
	for (const { request, commonTokens } of requests) {
		if (commonTokens === null) continue;
		records.push({ record: 'counts', stream: request.stream, tokenizer: 'o200k_base', tokens: [...commonTokens] });
	}
	if (measured !== null) records.push({ record: 'health', measured });
	return openBytes(closedRecords(records));
}

export function sha256Of(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
