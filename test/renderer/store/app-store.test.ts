import { describe, expect, test } from 'vitest';
import type { AppState, RaceSetup } from '../../../src/core/api.ts';
import {
	type AppFacts,
	draftProblem,
	FIRST_FACTS,
	withAppState,
	withWideToggled,
} from '../../../src/renderer/store/app-store.ts';

const race: RaceSetup = {
	...{ providerIds: ['sim:a', 'sim:b'], prompt: 'p', maxTokens: 9, rounds: 1, firstMs: 400, eachMs: 50, stallMs: 200 },
};

function state(providerIds: readonly string[], changed: Partial<RaceSetup> = {}): AppState {
	return {
		...{ appVersion: '0', shell: 'browser', notices: [] },
		preferences: { theme: 'system', language: 'system', race: { ...race, ...changed } },
		providers: providerIds.map((id) => ({
			...{ id, name: id, baseUrl: '', model: 'm', headers: [], price: null, persona: 'a' },
			key: { type: 'none' },
		})),
	};
}

describe('the store', () => {
	test('takes the last race as the draft, and keeps what is being edited when the state comes again', () => {
		const first = withAppState(FIRST_FACTS, state(['sim:a', 'sim:b']));
		expect(first.draft).toEqual(race);
		const edited: AppFacts = { ...first, draft: { ...race, prompt: 'mine' } };
		expect(withAppState(edited, state(['sim:a', 'sim:b'])).draft?.prompt).toBe('mine');
	});

	test('drops a removed provider from the draft, so that no race begins with nobody', () => {
		const first = withAppState(FIRST_FACTS, state(['sim:a', 'sim:b']));
		expect(withAppState(first, state(['sim:b'])).draft?.providerIds).toEqual(['sim:b']);
	});

	test('opens no column that is not there', () => {
		expect(withWideToggled(FIRST_FACTS, 0)).toBe(FIRST_FACTS);
	});

	test.each([
		[{}, null],
		[{ prompt: '  ' }, 'draft.noPrompt'],
		[{ providerIds: ['sim:a'] }, 'draft.twoProviders'],
		[{ eachMs: 0 }, 'draft.numbers'],
		[{ firstMs: Number.NaN }, 'draft.numbers'],
		[{ rounds: 1.5 }, 'draft.numbers'],
	] as const)('says of a draft with %o: %s', (changed, problem) => {
		expect(
			draftProblem({
				...race,
				...changed,
				providerIds: [...(('providerIds' in changed && changed.providerIds) || race.providerIds)],
			}),
		).toBe(problem);
	});
});
