import { type Command, Option } from 'commander';
import { DEFAULT_DEFINITION, type Definition } from '../../core/definition.ts';
import type { Deadlines } from '../../core/recording.ts';
import { failedRequests } from '../../core/scorecard.ts';
import type { Study } from '../../core/study-schema.ts';
import { type Ns, nsToMs } from '../../core/time.ts';
import type { KnownSecrets } from '../app-known-secrets.ts';
import { type RaceProvider, startRace } from '../race.ts';
import { createRecordingFile, type RecordingFile } from '../recordings/file.ts';
import { shownKeyProblem } from '../shown-key.ts';
import { PERSONAS } from '../simulator/personas.ts';
import { SIMULATED_KEY, type Simulator, SimulatorError, startSimulator } from '../simulator/start-simulator.ts';
import {
	type Gate,
	type ProviderArgument,
	type ProviderOptions,
	parseDuration,
	parseGate,
	parsePositiveDuration,
	parseProviders,
	parseTimeout,
	parseWhole,
	readKey,
} from './arguments.ts';
import { addDefinitionOptions, type DefinitionOptions, definitionOf } from './definition-options.ts';
import { EXIT, RunError, UsageError } from './exit.ts';
import { createInterruption } from './interruption.ts';
import { createLiveView } from './live-view.ts';
import { runJson, studyOfRun } from './run-study.ts';
import { createSavedProviders, type SavedProviders } from './saved-providers.ts';
import { scorecardTable } from './table.ts';

const MAX_FRAME_BYTES = 1_048_576;
const DEFAULT_PROMPT = 'Explain why averages hide stalls, in about 200 words.';

interface RaceArguments extends DefinitionOptions {
	readonly prompt: string;
	readonly maxTokens: number;
	readonly rounds: number;
	readonly ttft: Ns;
	readonly tbt: Ns;
	readonly stall: Ns;
	readonly connectTimeout: Ns;
	readonly idleTimeout: Ns;
	readonly totalTimeout: Ns;
	readonly seed: number;
	readonly json?: boolean;
	readonly record?: string;
	readonly failUnder?: Gate;
}

/** `fluidity race`: sends one prompt to several providers at once and scores how they answer. */
export function addRaceCommand(program: Command, finish: (code: number) => void, knownSecrets: KnownSecrets): void {
	const written: ProviderOptions[] = [];
	const collect =
		(option: ProviderOptions['option']) =>
		(value: string): string => {
			written.push({ option, value });
			return value;
		};
	const command = program
		.command('race')
		.description('send one prompt to several providers at the same instant and score how they answer')
		.requiredOption(
			'--provider <provider>',
			'sim:PERSONA, NAME=BASE_URL, or a name saved in the app; repeatable',
			collect('provider'),
		)
		.option('--model <model>', 'the model, after its --provider; repeatable', collect('model'))
		.option('--key-env <variable>', 'environment variable that holds its key; repeatable', collect('key-env'))
		.option('--prompt <text>', 'what to ask', DEFAULT_PROMPT)
		.option('--max-tokens <n>', 'most output tokens', (text) => parseWhole('--max-tokens', text, 1, 1_000_000), 256)
		.addOption(timeOption('--ttft', 'when the first visible token is due', parseDuration, '400ms'))
		.addOption(timeOption('--tbt', 'when each next token is due', parsePositiveDuration, '50ms'))
		.addOption(timeOption('--stall', 'a wait of at least this is a stall', parsePositiveDuration, '200ms'))
		.option('--rounds <n>', 'paired rounds', (text) => parseWhole('--rounds', text, 1, 10_000), 1)
		.addOption(timeOption('--connect-timeout', 'for a connection', parseTimeout, '10s'))
		.addOption(timeOption('--idle-timeout', 'without new output', parseTimeout, '60s'))
		.addOption(timeOption('--total-timeout', 'for a whole request', parseTimeout, '10min'))
		.option('--seed <n>', 'of the simulated providers', (text) => parseWhole('--seed', text, 0, 2 ** 31 - 1), 1)
		.option('--json', 'print JSON instead of a table')
		.option('--record <file>', 'write a recording, to be scored again later')
		.option('--fail-under <gate>', 'exit 3 if a provider is below, such as fluidity=0.9', parseGate)
		.addHelpText('after', `\nPersonas: ${personaNames()}`);
	addDefinitionOptions(command).action(async (options: RaceArguments) => {
		const saved = createSavedProviders(process.env, knownSecrets, (line) => {
			process.stderr.write(`fluidity: ${line}\n`);
		});
		const named = parseProviders(written, saved.find);
		finish(await race(options, named, { saved, learn: knownSecrets.learn }));
	});
}

/** An option for a length of time, whose default the help names as a person would write it. */
function timeOption(
	name: string,
	description: string,
	parse: (option: string, text: string) => Ns,
	usual: string,
): Option {
	return new Option(`${name} <time>`, description)
		.argParser((text: string) => parse(name, text))
		.default(parse(name, usual), usual);
}

/** Where keys come from, and who has to know them. */
interface Keys {
	readonly saved: SavedProviders;
	readonly learn: KnownSecrets['learn'];
}

async function race(options: RaceArguments, named: readonly ProviderArgument[], keys: Keys): Promise<number> {
	if (options.prompt.trim() === '') throw new UsageError('--prompt: say something to ask.');
	if (options.record?.trim() === '') throw new UsageError('--record: write the name of a file, such as race.fluidity.');
	const definition = { ...DEFAULT_DEFINITION, ...definitionOf(options) };
	const ready: ((simulator: Simulator | null) => RaceProvider)[] = [];
	for (const provider of named) ready.push(await makeReady(provider, keys));
	const simulator = named.some(({ type }) => type === 'simulated') ? await simulated(options.seed) : null;
	try {
		const providers = ready.map((provider) => provider(simulator));
		const file = options.record === undefined ? null : openRecording(options.record);
		const outcome = await run(options, providers, file, definition);
		const { study } = outcome;
		process.stdout.write(options.json ? `${JSON.stringify(runJson(study))}\n` : `${scorecardTable(study)}\n`);
		return exitCode(outcome, options.failUnder ?? null);
	} finally {
		await simulator?.close();
	}
}

async function simulated(seed: number): Promise<Simulator> {
	try {
		return await startSimulator({ seed });
	} catch (error) {
		throw error instanceof SimulatorError ? new RunError(error.message) : error;
	}
}

/** Everything that can be wrong with a provider shows before anything is started. */
async function makeReady(
	provider: ProviderArgument,
	{ saved, learn }: Keys,
): Promise<(simulator: Simulator | null) => RaceProvider> {
	if (provider.type === 'saved') {
		const racing = await saved.forRace(provider.provider);
		const { name, model } = provider;
		return () => ({ ...racing, name, model });
	}
	if (provider.type === 'endpoint') {
		const { name, baseUrl, model, keyVariable } = provider;
		const key = keyVariable === null ? null : readKey(name, baseUrl, keyVariable);
		if (key !== null) {
			learn([key]);
			const shown = shownKeyProblem({ name, baseUrl, model, headers: [] }, [key]);
			if (shown) throw new UsageError(`--provider: ${shown.message}`);
		}
		return () => ({ name, model, baseUrl, dialect: 'openai-chat', key, headers: {}, price: null });
	}
	const persona = PERSONAS.find(({ id }) => id === provider.persona);
	if (!persona) {
		throw new UsageError(`--provider: there is no persona "${provider.persona}". There are ${personaNames()}.`);
	}
	return (simulator) => {
		if (!simulator) throw new Error('the embedded providers are not running');
		return {
			name: provider.name,
			model: provider.model ?? persona.model,
			baseUrl: simulator.baseUrl(persona.id),
			dialect: 'openai-chat',
			key: SIMULATED_KEY,
			headers: {},
			price: null,
		};
	};
}

function personaNames(): string {
	return PERSONAS.map(({ id }) => id).join(', ');
}

function openRecording(path: string): RecordingFile {
	const made = createRecordingFile(path);
	if (!made.ok) throw new UsageError(`--record: ${made.problem.message}`);
	return made.file;
}

interface RaceOutcome {
	readonly study: Study;
	readonly interrupted: boolean;
	/** False where a recording was asked for and could not be written to its end. */
	readonly recorded: boolean;
}

async function run(
	options: RaceArguments,
	providers: readonly RaceProvider[],
	file: RecordingFile | null,
	definition: Definition,
): Promise<RaceOutcome> {
	const deadlines: Deadlines = { firstNs: options.ttft, eachNs: options.tbt, stallNs: options.stall };
	const view = createLiveView(providers, deadlines, options.rounds, process.stderr);
	let recorded = true;
	// The race goes on without its recording: what it costs is spent.
	function check(written: ReturnType<RecordingFile['append']> | undefined): void {
		if (written === undefined || written.ok || !recorded) return;
		recorded = false;
		view.say(`fluidity: the recording is not complete. ${written.problem.message}`);
	}
	const raceUnderWay = startRace(
		{
			providers,
			prompt: options.prompt,
			maxTokens: options.maxTokens,
			rounds: options.rounds,
			deadlines,
			definition,
			limits: {
				connectMs: nsToMs(options.connectTimeout),
				idleMs: nsToMs(options.idleTimeout),
				totalMs: nsToMs(options.totalTimeout),
				maxFrameBytes: MAX_FRAME_BYTES,
			},
		},
		{
			record(record) {
				check(file?.append(record));
				if (record.record === 'request') view.request(record);
			},
			batch: (batch) => view.batch(batch),
		},
	);
	const interruption = createInterruption(
		() => raceUnderWay.cancel(),
		() => process.exit(EXIT.interrupted),
		() => performance.now(),
	);
	process.on('SIGINT', interruption.signal);
	process.on('SIGTERM', interruption.signal);
	try {
		await raceUnderWay.done;
	} finally {
		process.off('SIGINT', interruption.signal);
		process.off('SIGTERM', interruption.signal);
		// What arrived is kept, whatever went wrong afterwards.
		check(file?.close());
		view.end();
	}
	const study = studyOfRun(raceUnderWay.recording());
	return { study, interrupted: interruption.happened(), recorded };
}

function exitCode({ study, interrupted, recorded }: RaceOutcome, gate: Gate | null): number {
	const { providers } = study.scorecard;
	if (interrupted) return EXIT.interrupted;
	if (!recorded) return EXIT.failed;
	if (providers.some((provider) => provider.n > 0 && failedRequests(provider) === provider.n)) return EXIT.failed;
	const missed =
		gate !== null && providers.some(({ fluidityIndex }) => fluidityIndex === null || fluidityIndex < gate.least);
	return missed ? EXIT.gate : EXIT.fine;
}
