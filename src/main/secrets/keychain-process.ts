import { answerKeychain } from './answer-keychain.ts';
import { keychainRequestSchema } from './keychain-messages.ts';

// A process of its own, ended by its parent: a native call that waits for a password cannot be broken off, would take
// one of the four threads that look up names, and would keep the parent from ending.

// The channel closes with the parent, however it ends. An ordinary exit would wait for the native call.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', async (message) => {
	const answer = await answerKeychain(keychainRequestSchema.parse(message), () => import('keytar'));
	process.send?.(answer);
});
