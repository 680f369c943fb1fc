import { expect, test } from 'vitest';
import { studyJsonSchema } from '../../src/core/study-json-schema.ts';

// Would catch a study that changes its shape while the published schema stays behind. `vitest run -u` writes it anew.
test('the published schema is that of the study', async () => {
	const schema = `${JSON.stringify(studyJsonSchema(), null, '\t')}\n`;
	await expect(schema).toMatchFileSnapshot('../../docs/schemas/study.schema.json');
	expect(schema).toContain('"fluidityIndex"');
});
