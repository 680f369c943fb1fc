import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Arch, LinuxPackager, Packager, Platform, type Target } from 'electron-builder';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

// Would catch a system that no installer is made for any more, and one that has Electron's own icon.
test('there is an installer for every system, with the icon of the app and the switches decided on', async () => {
	const packager = new Packager({ projectDir: root });
	await packager.validateConfig();
	const { afterPack, linux, mac, win } = packager.config;
	expect([linux, mac, win].map((system) => system?.target)).toEqual([['AppImage', 'deb'], ['dmg'], ['nsis']]);
	for (const system of [linux, mac, win]) expect(existsSync(join(root, system?.icon ?? 'none'))).toBe(true);
	expect(afterPack).toBe('./scripts/flip-fuses.mjs');
});

// Would catch a package that is given up at its last step, because it does not say whose it is.
test.skipIf(process.platform === 'win32')('a deb is told all that it has to say', async () => {
	const packager = new Packager({ projectDir: root, targets: Platform.LINUX.createTarget('deb', Arch.x64) });
	await packager.validateConfig();
	const targets: Target[] = [];
	new LinuxPackager(packager).createTargets(['deb'], (_name, create) => {
		targets.push(create(join(root, 'out', 'packages')));
	});
	expect(targets.map(({ name }) => name)).toEqual(['deb']);
	for (const target of targets) {
		expect(await target.checkOptions()).toMatchObject({ maintainer: expect.stringMatching(/^.+ <.+@.+>$/) });
	}
});
