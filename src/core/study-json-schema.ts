import { z } from 'zod';
import { STUDY_VERSION, studySchema } from './study-schema.ts';

/** The JSON Schema (draft 2020-12) of `study.json`, as docs/schemas/study.schema.json publishes it. */
export function studyJsonSchema(): object {
	return {
		title: `Study of Fluidity Bench, version ${STUDY_VERSION}`,
		description: 'What one recorded run, or several together, say. docs/measuring.md defines every number.',
		...z.toJSONSchema(studySchema),
	};
}
