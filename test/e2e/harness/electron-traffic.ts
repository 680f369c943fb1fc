import type { ElectronApplication } from 'playwright-core';
import { CALL } from '../../../src/core/electron-bridge.ts';
import type { Traffic } from './launched-app.ts';

/** What the main process keeps for {@link listenInMain}. */
interface Noted {
	readonly sent: string[];
	readonly received: string[];
}

/** Where it is kept. */
const NOTED = 'notedTraffic';

/**
 * Notes each call of the page, its answer, and each message on a port, in Electron's main process.
 *
 * @throws {Error} where this Electron does not keep its handlers in the place that is known
 */
export async function listenInMain(electron: ElectronApplication): Promise<Traffic> {
	await electron.evaluate(
		({ ipcMain, MessageChannelMain }, { channel, noted: name }) => {
			const noted: Noted = { sent: [], received: [] };
			Reflect.set(globalThis, name, noted);
			const asText = (value: unknown): string =>
				JSON.stringify(value, (_, part: unknown) =>
					part instanceof Uint8Array ? Buffer.from(part).toString('utf8') : part,
				) ?? '';

			// Electron has no public way to a handler that is there.
			const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers');
			const handler = handlers instanceof Map ? handlers.get(channel) : undefined;
			if (typeof handler !== 'function') throw new Error(`the handler of ${channel} is not where it was`);
			ipcMain.removeHandler(channel);
			ipcMain.handle(channel, async (event, ...message: unknown[]) => {
				noted.sent.push(asText(message));
				const answer: unknown = await handler(event, ...message);
				noted.received.push(asText(answer));
				return answer;
			});

			const prototype: object = Object.getPrototypeOf(new MessageChannelMain().port1);
			const post: unknown = Reflect.get(prototype, 'postMessage');
			if (typeof post !== 'function') throw new Error('ports post in another way than they did');
			Reflect.set(prototype, 'postMessage', function (this: unknown, ...message: unknown[]) {
				noted.received.push(asText(message[0]));
				return Reflect.apply(post, this, message);
			});
		},
		{ channel: CALL, noted: NOTED },
	);
	const read = (): Promise<Noted> => electron.evaluate((_, name): Noted => Reflect.get(globalThis, name), NOTED);
	return {
		sent: async () => (await read()).sent,
		received: async () => (await read()).received,
	};
}
