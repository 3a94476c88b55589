/** Both halves of IPC; the renderer half is only recorded (pages under Chromium bring their own, see page.ts). */
import { EventEmitter } from 'node:events';

export const ipcMain = new EventEmitter();
export const ipcRenderer = { postMessage: (): void => undefined, sendSync: (): null => null };
export const contextBridge = { exposeInMainWorld: (): void => undefined };
