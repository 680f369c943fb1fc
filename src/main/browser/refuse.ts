import type { ServerResponse } from 'node:http';

/** Answers with a status and nothing else. */
export function refuse(response: ServerResponse, status: number): void {
	// What is left of a body that was not read must not be taken for the next request.
	response.writeHead(status, { 'cache-control': 'no-store', 'content-length': 0, connection: 'close' });
	response.end();
}

/** Answers that another method is wanted there. */
export function refuseMethod(response: ServerResponse, allowed: string): void {
	response.setHeader('allow', allowed);
	refuse(response, 405);
}
