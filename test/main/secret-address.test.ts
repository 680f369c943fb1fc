import { describe, expect, test } from 'vitest';
import { mayCarrySecrets } from '../../src/main/secret-address.ts';
import { originOf } from '../../src/main/secrets/secret-store.ts';

describe('a key', () => {
	test.each([
		'https://api.example.com/v1',
		'http://127.0.0.1:8000/v1',
		'http://127.255.0.9/v1',
		'http://127.1/v1',
		'http://0x7f000001/v1',
		'http://2130706433/v1',
		'http://127.0.0.1./v1',
		'http://LOCALHOST:8000/v1',
		'http://[::1]:8000/v1',
		'http://[0:0:0:0:0:0:0:1]/v1',
	])('may be sent to %s', (baseUrl) => {
		expect(mayCarrySecrets(baseUrl)).toBe(true);
	});

	// Would catch a name or a number that only looks like this machine, or that a resolver may lead elsewhere.
	test.each([
		'http://api.example.com/v1',
		'http://192.168.1.2:8000/v1',
		'http://0.0.0.0:8000/v1',
		'http://[::]/v1',
		'http://[::ffff:127.0.0.1]/v1',
		'http://localhost./v1',
		'http://localhost.example.com/v1',
		'http://api.localhost/v1',
		'http://127.0.0.1.example.com/v1',
		'http://127.0.0.1%2eexample.com/v1',
		'http://127.0.0.example/v1',
		'http://example.com\\@127.0.0.1/v1',
		'http://[fe80::1]/v1',
	])('may not be sent to %s', (baseUrl) => {
		expect(mayCarrySecrets(baseUrl)).toBe(false);
	});
});

/** Where a key is bound to; also what a request to that base URL goes to. */
function origin(baseUrl: string): string {
	return originOf({ id: 'own-1', baseUrl });
}

describe('the origin that a key is bound to', () => {
	test.each([
		['its default port', 'https://api.example.com:443/v1'],
		['capitals', 'HTTPS://API.Example.COM/v2'],
		['a path and a query', 'https://api.example.com/other?api-version=v1'],
		['backslashes', 'https:\\\\api.example.com\\v1'],
		['full-width letters', 'https://ａｐｉ.example.com/v1'],
	])('is the same with %s', (_, baseUrl) => {
		expect(origin(baseUrl)).toBe('https://api.example.com');
	});

	// Would catch a key that follows its provider to whoever answers at what only looks like the address.
	test.each([
		['another scheme', 'http://api.example.com:443/v1'],
		['another port', 'https://api.example.com:8443/v1'],
		['a trailing dot', 'https://api.example.com./v1'],
		['a host below it', 'https://eu.api.example.com/v1'],
		['a host around it', 'https://api.example.com.evil.example/v1'],
		['Cyrillic letters', 'https://аpi.example.com/v1'],
		['the host as a user', 'https://api.example.com@evil.example/v1'],
	])('is another one with %s', (_, baseUrl) => {
		expect(origin(baseUrl)).not.toBe('https://api.example.com');
	});

	test('is one, however an address of IPv6 or a name of other letters is written', () => {
		expect(origin('https://[0:0:0:0:0:0:0:1]:443/v1')).toBe(origin('https://[::1]/v1'));
		expect(origin('https://[2001:DB8::1]/v1')).toBe(origin('https://[2001:db8:0:0:0:0:0:1]/v1'));
		expect(origin('https://bücher.example/v1')).toBe(origin('https://xn--bcher-kva.example/v1'));
		expect(origin('https://[::1]/v1')).not.toBe(origin('https://[::ffff:127.0.0.1]/v1'));
	});
});
