/** Host and port of an address, for a person; what is no address stays as it is. */
export function hostOf(address: string): string {
	return URL.canParse(address) ? new URL(address).host : address;
}
