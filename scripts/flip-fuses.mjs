import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** Switches inside of Electron's program. Once set, none can be turned the other way from outside. */
export const fuses = {
	// Turns off ELECTRON_RUN_AS_NODE: any program could run code as this app and ask the keychain for its keys.
	[FuseV1Options.RunAsNode]: false,
	// Turns off NODE_OPTIONS and NODE_EXTRA_CA_CERTS, which load code and trust certificates from outside.
	[FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
	// Turns off --inspect: a debugger reads every key in this process.
	[FuseV1Options.EnableNodeCliInspectArguments]: false,
	// Turns off what pages from file: may do beyond the web's. Ours come from app: and need none of it.
	[FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
	// Turns off a start-up snapshot of the main process's own: there is none.
	[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
	// Set, it turns off loading the app from a folder that somebody puts beside the archive.
	[FuseV1Options.OnlyLoadAppFromAsar]: true,
	// Set, it turns off running an archive that was changed after packaging, on macOS and Windows.
	[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
	// Set, it turns off cookies that can be read from the disk. The page sets none.
	[FuseV1Options.EnableCookieEncryption]: true,
	// Set as Electron ships it: WebAssembly's limits are kept by the processor instead of by code. Turns nothing off.
	[FuseV1Options.WasmTrapHandlers]: true,
};

/**
 * Called by electron-builder for each folder that it has packed, before signing.
 *
 * @param {{ appOutDir: string, electronPlatformName: string, packager: { appInfo: { productFilename: string },
 *   executableName?: string, getResourcesDir(appOutDir: string): string } }} context
 * @throws where the program has a switch that is not decided on above
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
	const { appInfo, executableName } = packager;
	// What Electron shows where it has no app. The builder leaves it in whatever it did not unpack itself.
	rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
	const program = {
		darwin: `${appInfo.productFilename}.app`,
		win32: `${appInfo.productFilename}.exe`,
	}[electronPlatformName];
	await flipFuses(join(appOutDir, program ?? executableName ?? ''), {
		version: FuseVersion.V1,
		strictlyRequireAllFuses: true,
		resetAdHocDarwinSignature: electronPlatformName === 'darwin',
		...fuses,
	});
}
