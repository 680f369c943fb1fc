import { contextBridge, ipcRenderer } from 'electron';
import type { ApiInput, ApiMethod, ApiOutputs, Result } from '../core/api.ts';
import { CALL, type ElectronBridge, NEWS } from '../core/electron-bridge.ts';

// All that the page gets from Electron. It runs in the page's process, in a world of its own: the page can call these
// functions and nothing else, and name no channel.

function call<Method extends ApiMethod>(method: Method) {
	return (input: ApiInput<Method>): Promise<Result<ApiOutputs[Method]>> => ipcRenderer.invoke(CALL, method, input);
}

const bridge: ElectronBridge = {
	startRace: call('startRace'),
	stopRace: call('stopRace'),
	exportRun: call('exportRun'),
	exportReport: call('exportReport'),
	openRun: call('openRun'),
	saveProvider: call('saveProvider'),
	removeProvider: call('removeProvider'),
	setKey: call('setKey'),
	useKeyVariable: call('useKeyVariable'),
	forgetKey: call('forgetKey'),
	savePreferences: call('savePreferences'),
	dismissNotice: call('dismissNotice'),
	openNews: () => ipcRenderer.send(NEWS),
};

// A port cannot pass the bridge, but a message to the page's own window can carry it.
ipcRenderer.on(NEWS, ({ ports }) => window.postMessage(NEWS, location.origin, [...ports]));

contextBridge.exposeInMainWorld('fluidity', bridge);
