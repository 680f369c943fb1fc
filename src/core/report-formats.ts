/** What a report is made as: one file each, but for `csv` and `metron`, which are several. */
export const REPORT_FORMATS = ['html', 'pdf-a4', 'pdf-letter', 'csv', 'json', 'metron'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
