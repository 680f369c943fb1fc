import { changedChoices, type Declared } from '../../../core/exploratory.ts';
import { targetMissRateOf } from '../../../core/fluidity/token-rates.ts';
import type { ReportChoices } from '../../controller.ts';
import type { RescoreSettings } from '../../store/scorecard-store.ts';
import { settingsOfRun } from './settings.ts';

/** What a report must be told to say what the rail is set to: only what was moved. */
export function reportChoices(settings: RescoreSettings, run: Declared): ReportChoices {
	const { firstMs, eachMs, stallMs, share, index, definition } = settings;
	const own = settingsOfRun(run);
	const timed = firstMs !== own.firstMs || eachMs !== own.eachMs || stallMs !== own.stallMs;
	const asked = share !== own.share || index !== own.index;
	return {
		...(timed && { deadlines: { firstMs, eachMs, stallMs } }),
		...(changedChoices(definition, run.definition).length > 0 && { definition }),
		...(asked && { fluidRate: { share, targetMissRate: targetMissRateOf(index) } }),
	};
}
