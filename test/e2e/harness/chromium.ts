import { accessSync, constants } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian's package puts it; `FLUIDITY_CHROMIUM` names another. */
const CHROMIUM = process.env.FLUIDITY_CHROMIUM ?? '/usr/bin/chromium';

/** It draws what we test and otherwise keeps still: no sandbox for root, nothing over the network. */
export const CHROMIUM_ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
] as const;

/** Why there is no Chromium to test with, or null where there is one. */
export function chromiumProblem(): string | null {
	try {
		accessSync(CHROMIUM, constants.X_OK);
		return null;
	} catch {
		return `${CHROMIUM} is missing: install the package chromium, or name another in FLUIDITY_CHROMIUM`;
	}
}

/** @throws {Error} where there is none */
export function chromiumPath(): string {
	const problem = chromiumProblem();
	if (problem !== null) throw new Error(problem);
	return CHROMIUM;
}

/** Starts a Chromium without a window. */
export function launchChromium(): Promise<Browser> {
	return chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGUMENTS] });
}

let shared: Promise<Browser> | null = null;

/** The Chromium of this process, started when it is first asked for. Each test has a context of its own in it. */
export function sharedChromium(): Promise<Browser> {
	shared ??= launchChromium();
	return shared;
}

export async function closeSharedChromium(): Promise<void> {
	const open = await shared;
	shared = null;
	await open?.close();
}
