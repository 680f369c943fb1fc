// Loaded before Electron's own installer (`node --import`): tells the process that started it how its downloads come
// along. Where from, by which proxy and past which cache stays the installer's business.

/**
 * What is told of a download.
 * @typedef {{ readonly type: 'silent', readonly host: string }} Silent nobody answered
 * @typedef {{ readonly type: 'received', readonly host: string, readonly name: string, readonly bytes: number,
 *   readonly total: number | null }} Received so much of a file has come
 * @typedef {Silent | Received} DownloadNews
 */

const fetched = globalThis.fetch;
const answerMs = Number(process.env.FLUIDITY_DOWNLOAD_ANSWER_MS);

globalThis.fetch = async (input, options) => {
	const { host, pathname } = new URL(input instanceof Request ? input.url : input);
	const giveUp = new AbortController();
	const timer = setTimeout(() => giveUp.abort(), answerMs);
	try {
		const response = await fetched(input, { ...options, signal: giveUp.signal });
		return watched(response, host, pathname.slice(pathname.lastIndexOf('/') + 1));
	} catch (error) {
		tell({ type: 'silent', host });
		throw error;
	} finally {
		clearTimeout(timer);
	}
};

/**
 * The same response, whose bytes are counted as they are read.
 * @param {Response} response
 * @param {string} host
 * @param {string} name
 */
function watched(response, host, name) {
	const length = response.headers.get('content-length');
	const total = length === null ? null : Number(length);
	let bytes = 0;
	/** @type {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>} */
	const counter = new TransformStream({
		transform(chunk, controller) {
			bytes += chunk.length;
			tell({ type: 'received', host, name, bytes, total });
			controller.enqueue(chunk);
		},
	});
	const body = response.body?.pipeThrough(counter) ?? null;
	return new Proxy(response, {
		get: (target, property) => (property === 'body' ? body : Reflect.get(target, property, target)),
	});
}

/** @param {DownloadNews} news */
function tell(news) {
	process.send?.(news);
}
