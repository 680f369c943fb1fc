import { z } from 'zod';

/** The service under which all of the app's entries are. */
export const SERVICE = 'fluidity-bench';

const account = z.string();
const origin = z.string();

/** What the keychain's process is asked, one at a time. */
export const keychainRequestSchema = z.discriminatedUnion('type', [
	/** All entries, without their secrets. gnome-keyring asks for no password for this, whatever is locked. */
	z.strictObject({ type: z.literal('list') }),
	z.strictObject({ type: z.literal('get'), account, origin }),
	z.strictObject({ type: z.literal('set'), account, origin, secret: z.string() }),
	z.strictObject({ type: z.literal('delete'), account }),
]);
export type KeychainRequest = z.infer<typeof keychainRequestSchema>;

/** What the app may know of an entry without its secret. */
const entrySchema = z.strictObject({ account, origin, lastFour: z.string().nullable() });
export type KeychainEntry = z.infer<typeof entrySchema>;

/** What it answers to each. */
export const keychainAnswerSchema = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('listed'), entries: z.array(entrySchema) }),
	z.strictObject({ type: z.literal('none') }),
	/** Only for the origin that it was asked for. */
	z.strictObject({ type: z.literal('secret'), secret: z.string() }),
	z.strictObject({ type: z.literal('other-origin'), origin }),
	z.strictObject({ type: z.literal('done') }),
	/** Whether there was one. */
	z.strictObject({ type: z.literal('deleted'), existed: z.boolean() }),
	/** There is no keychain to speak to. The reason was given before any secret was in play, so it holds none. */
	z.strictObject({ type: z.literal('unavailable'), reason: z.string() }),
	z.strictObject({ type: z.literal('failed'), failure: z.enum(['locked', 'no-collection', 'damaged', 'other']) }),
]);
export type KeychainAnswer = z.infer<typeof keychainAnswerSchema>;
