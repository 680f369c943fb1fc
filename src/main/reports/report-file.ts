/** One file of a report. */
export interface ReportFile {
	/** Below the report's folder, with forward slashes. */
	readonly path: string;
	readonly content: string | Uint8Array;
}
