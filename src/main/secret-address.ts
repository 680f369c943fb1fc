/** Whether a key may be sent to an absolute URL: plain http carries secrets to this machine only. */
export function mayCarrySecrets(baseUrl: string): boolean {
	const { protocol, hostname } = new URL(baseUrl);
	return protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
