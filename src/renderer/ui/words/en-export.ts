/** The menu of exports, in English. */
export const enExport = {
	'export.label': 'Export',
	'export.title': 'Export this run',
	'export.making': 'Making the report…',
	'export.html': 'Web page',
	'export.htmlSays': 'One file with charts for any browser; it needs no network.',
	'export.pdf-a4': 'PDF, A4',
	'export.pdf-a4Says': 'On paper, with charts.',
	'export.pdf-letter': 'PDF, Letter',
	'export.pdf-letterSays': 'On paper, with charts.',
	'export.csv': 'Tables',
	'export.csvSays': 'CSV files in a .zip: a summary, every request, every token.',
	'export.json': 'Data',
	'export.jsonSays': 'JSON with every number to its last digit.',
	'export.metron': 'Metron’s files',
	'export.metronSays': 'A .zip in the layout that Metron and Etalon read.',
	'export.recording': 'Recording',
	'export.recordingSays': 'The run itself, to open and score again.',
	'export.exploratory':
		'As the rail is set: a report says that it is exploratory and names no winner. The recording stays as it is.',
	'export.fluidRate': 'The fluid rate is asked for as the rail is set.',
} as const;
