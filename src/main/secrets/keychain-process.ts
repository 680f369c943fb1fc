import { parentOfThisProcess } from '../processes/parent.ts';
import { answerKeychain } from './answer-keychain.ts';
import { keychainRequestSchema } from './keychain-messages.ts';

// A process of its own, ended by its parent: a native call that waits for a password cannot be broken off, would take
// one of the four threads that look up names, and would keep the parent from ending.

const parent = parentOfThisProcess();
parent?.onMessage(async (message) => {
	parent.send(await answerKeychain(keychainRequestSchema.parse(message), () => import('keytar')));
});
