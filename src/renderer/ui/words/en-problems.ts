/**
 * What the app itself reports, by code, in English. Where the app's own sentence holds what these cannot, such as a path
 * or a name, it stands behind them.
 */
export const enProblems = {
	'problem.not-connected': 'The app is not connected yet. Wait a moment, then try again.',
	'problem.connection-lost': 'The connection to the app was lost. It may not have been done: look, and try again.',
	'problem.app-ending': 'The app is ending. Start it again.',
	'problem.internal': 'Something broke inside the app. Its log says what.',
	'problem.page-broke':
		'Something in this page broke. A race goes on in the app, and a page that is loaded again shows it as it stands.',
	'problem.race-running': 'A race is running. Stop it first.',
	'problem.no-such-run': 'That run is not open any more.',
	'problem.no-such-provider': 'A chosen provider is not there any more. Choose again.',
	'problem.not-recorded': 'This race could not be recorded, so there is nothing to save.',
	'problem.no-browser':
		'A PDF is printed by Chromium, Chrome or Edge, and none was found. Install one, or name it in the environment variable FLUIDITY_CHROMIUM; or export the web page and print that.',
	'problem.print-failed': 'No PDF. Try again, or export the web page and print that.',
	'problem.report-given-up':
		'A race began, which the report would have disturbed. Export it again when the race has ended.',
	'problem.no-report': 'No report can be made of this run.',
	'problem.plain-http': 'A key is not sent over plain http to another machine. Use an https address.',
	'problem.bad-input': 'Not accepted.',
	'problem.needs-https': 'A key is not sent over plain http to another machine. Use an https address first.',
	'problem.bad-address': 'The base URL must look like https://api.example.com/v1.',
	'problem.address-with-user': 'The base URL must hold no user name or password. A key belongs into the key field.',
	'problem.address-with-query':
		'The base URL may have no query but api-version, and nothing after a #. A key belongs into the key field.',
	'problem.bad-api-version':
		'The api-version of the base URL must look like 2024-06-01-preview. A key belongs into the key field.',
	'problem.bad-key': 'A key holds letters, digits and signs only: no spaces and no line breaks.',
	'problem.bad-key-in-variable': 'What the key’s variable holds cannot be a key.',
	'problem.bad-header':
		'A header has a value that cannot be sent: no line breaks, and only letters of Western European languages.',
	'problem.header-empty': 'Enter the value of each header, or remove the header.',
	'problem.header-twice': 'A header is there twice. Remove one of the two.',
	'problem.header-of-http': 'A header is one of HTTP itself, such as Host: the app sets those. Remove it.',
	'problem.header-value-missing': 'A header has no value.',
	'problem.key-variable-not-set': 'The key’s variable is not set.',
	'problem.bad-key-variable':
		'That does not name a key: the variable’s name must end in KEY or TOKEN, such as OPENAI_API_KEY. A key itself belongs into the key field.',
	'problem.key-variable-taken':
		'Another provider takes its key from that variable, for another address. Have that one forget it first.',
	'problem.key-in-name':
		'The name holds the key, and it is stored and shown. Take the key out of it: a key belongs into the key field, or into an environment variable.',
	'problem.key-in-model':
		'The model holds the key, and it is stored and shown. Take the key out of it: a key belongs into the key field, or into an environment variable.',
	'problem.key-in-address':
		'The base URL holds the key, and it is stored and shown. Take the key out of it: a key belongs into the key field, or into an environment variable.',
	'problem.key-in-header-name':
		'The name of a header holds the key, and it is stored and shown. Take the key out of it: a key belongs into the key field, or into an environment variable.',
	'problem.key-in-header':
		'A header that is stored and shown holds the key. Take the key out of it: a key belongs into the key field, or into an environment variable.',
	'problem.key-dropped':
		'The address of a provider changed, so its key and secret headers were deleted. Enter them for the new address.',
	'problem.secrets-left': 'Secrets may be left in the keychain.',
	'problem.secret-for-other-origin': 'The key is for another address.',
	'problem.simulator-failed': 'The built-in providers did not start.',
	'problem.race-broke': 'The race broke off.',
	'problem.recording-impossible': 'This race is not being recorded.',
	'problem.recording-incomplete': 'The recording is not complete: what was written before is kept.',
	'problem.recording-cut': '{{name}} was cut off at line {{line}}. Everything before it is shown.',
	'problem.recording-damaged': '{{name}} could not be opened.',
	'problem.recording-empty': 'It is empty: nothing was recorded.',
	'problem.recording-foreign': 'It is not a recording of Fluidity Bench.',
	'problem.recording-other-version': 'Another version of Fluidity Bench wrote it: open it with that one.',
	'problem.recording-line': 'Line {{line}} is not as it was written: the file was changed or damaged.',
	'problem.file-exists': '{{path}} exists and is not overwritten: move that file away.',
	'problem.file-folder-missing': 'The folder of {{path}} does not exist: create it.',
	'problem.file-no-permission': '{{path}} may not be written by this user: change the permissions of its folder.',
	'problem.file-no-room': 'There is no room for {{path}} to grow: free some space.',
	'problem.file-system': '{{path}} could not be written.',
	'problem.file-unreadable':
		'The file could not be read. Check that it is still there and that you may read it, then open it again.',
	'problem.recording-too-large': 'A recording of more than 128 MiB is not opened.',
	'problem.recording-gone': 'The recording {{path}} could not be read.',
	'problem.settings-not-saved': 'The settings could not be written to {{path}}: they hold until the app ends.',
	'problem.settings-not-replaced':
		'The settings are not saved, because {{path}} holds some that could not be read or moved aside. Move it away and start again.',
	'problem.settings-unreadable': 'The settings in {{path}} could not be read: the app started with its defaults.',
	'problem.settings-damaged':
		'The settings were damaged: the app started with its defaults. The file is now {{aside}}.',
	'problem.settings-stuck':
		'The settings in {{path}} are damaged and could not be moved aside: the app started with its defaults.',
	'problem.settings-not-json': 'It is not JSON.',
	'problem.settings-wrong-at': 'The first thing wrong is at {{place}}.',
	'problem.keys-in-memory': 'Keys entered now are kept in memory only and are gone when the app ends.',
	'problem.keys-locked':
		'The keychain is locked, so the keys in it are not shown. It asks for its password when a key is needed.',
	'problem.keychain-timeout':
		'The keychain does not answer. It may be waiting for its password: unlock it and try again.',
	'problem.keychain-no-service':
		'The keychain cannot be used. Start a keyring that offers the Secret Service, such as gnome-keyring, KWallet or KeePassXC, in this desktop session, or take keys from environment variables.',
	'problem.keychain-unavailable':
		'The keychain cannot be used. Look whether it works for other programs, or take keys from environment variables.',
	'problem.keychain-locked': 'The keychain is locked. Unlock it and try again.',
	'problem.keychain-no-collection':
		'The keychain has no default keyring to put keys into. Create one, for example with Passwords and Keys (seahorse).',
	'problem.keychain-entry-damaged': 'The key cannot be read from the keychain. Enter it again.',
	'problem.keychain-failed': 'The keychain refused, without a reason that is known here.',

	'health.loop-delay':
		'The measuring thread was late by {{value}} ms at p99 (limit {{limit}} ms): close other programs, or race fewer providers at once.',
	'health.schedule-lag':
		'Requests left {{value}} ms after their release at p99 (limit {{limit}} ms): close other programs, or race fewer providers at once.',
	'health.sending': 'Requests left {{lag}} ms after their release at p99, and those of a round {{skew}} ms apart.',
	'health.reads': '{{several}} of {{reads}} reads carried more than one frame; cold connections: {{cold}}.',
	'health.protocols': 'Protocol: {{names}}.',
	'health.encodings': 'Compressed all the same: {{names}}.',
	'health.proxied': 'Through a proxy.',
	'health.cached': 'Prompt tokens that came from caches: {{tokens}}.',
	'health.lost-batches': '{{value}} batches of arrivals were lost on the way: this is a bug, please report it.',
} as const;
