/**
 * A fake `electron` module: the parts that main.ts, shell/ and electron-store use. Tests get it by an alias, the built
 * bundles by `node --import ./test/fakes/electron/register.mjs out/main/main.js`. It proves wiring and order, not Electron.
 */
import { app } from './app.ts';
import { FakeNotification, FakeTray, Menu, nativeImage, screen } from './desktop.ts';
import { contextBridge, ipcMain, ipcRenderer } from './ipc.ts';
import { MessageChannelMain } from './ports.ts';
import { protocol, session } from './session.ts';
import { fake } from './state.ts';
import { FakeWindow } from './window.ts';

const shell = {
  async openExternal(url: string): Promise<void> {
    fake.external.push(url);
  },
  openPath: async (): Promise<string> => '',
};

export {
  app,
  contextBridge,
  ipcMain,
  ipcRenderer,
  Menu,
  MessageChannelMain,
  nativeImage,
  protocol,
  screen,
  session,
  shell,
};
export { FakeNotification as Notification, FakeTray as Tray, FakeWindow as BrowserWindow };
export { fake, resetFake } from './state.ts';

// Libraries (electron-store) take the module's default export, as CommonJS gives it.
export default {
  app,
  contextBridge,
  ipcMain,
  ipcRenderer,
  Menu,
  MessageChannelMain,
  nativeImage,
  protocol,
  screen,
  session,
  shell,
};
