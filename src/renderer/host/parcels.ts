/** The messages of one socket that are too large for it, as bodies of HTTP. Both reject where the app does not take part. */
export interface Parcels {
	/** Brings a message, as if it were sent. */
	bring(message: Uint8Array<ArrayBuffer>): Promise<void>;
	/** Fetches the message that the socket named; there is one try. */
	fetch(parcel: number): Promise<ArrayBuffer>;
}

/** @param path of the socket, as the app said when the socket opened */
export function createParcels(path: string, secret: string): Parcels {
	async function post(to: string, body: Blob | null): Promise<Response> {
		const response = await fetch(to, { method: 'POST', headers: { authorization: `Bearer ${secret}` }, body });
		if (!response.ok) throw new Error(`${to} was answered with ${response.status}`);
		return response;
	}
	return {
		async bring(message) {
			// Given the bytes themselves, Chromium copies them in thousands of pieces: 59 MB take it ten times as long.
			await post(path, new Blob([message]));
		},
		async fetch(parcel) {
			return (await post(`${path}/${parcel}`, null)).arrayBuffer();
		},
	};
}
