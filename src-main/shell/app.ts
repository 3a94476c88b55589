/**
 * Puts the running app together: settings, window, tray, notifications, engine, and the way a page gets its port. Also the
 * order of ending: engine first (its data are safe), then windows and tray, then the process.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, type IpcMain, type IpcMainEvent, type Session } from 'electron';
import type { EngineHostInit } from '../api/host-protocol.ts';
import type { Logger } from '../base/logger.ts';
import { databasePath, dataFolder, programFolder, workerEntry } from '../base/paths.ts';
import type { SettingsStore } from '../base/settings-file.ts';
import { isAppUrl, serveApp } from './app-protocol.ts';
import { type EngineProcess, startEngineProcess } from './engine-process.ts';
import { appIcon } from './icon.ts';
import { setMenu } from './menu.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { denyPermissions, hardenContents, isTrustedSender } from './security.ts';
import { openAppSettings } from './settings-store.ts';
import { createTray } from './tray.ts';
import { createMainWindow, type MainWindow } from './window.ts';
import { openWindowState, type WindowStateStore } from './window-state.ts';

export interface AppOptions {
  readonly demo: boolean;
  readonly ipcMain: IpcMain;
  readonly session: Session;
  readonly logger: Logger;
  /** The engine's worker; ours unless a test brings another. */
  readonly entry?: URL;
  /** Market minutes a minute in the demo. */
  readonly speed?: number;
}

export interface RunningApp {
  show(anomalyId: string | null): void;
  readonly engine: EngineProcess;
  quit(): void;
}

/** The one channel a page may use, and only to hand over its port. */
export const CONNECT_CHANNEL = 'mane:connect';

export function startApp({ demo, ipcMain, session, logger, entry, speed = 60 }: AppOptions): RunningApp {
  const settings = openAppSettings(dataFolder());
  const state = openWindowState(dataFolder());
  const development = app.isPackaged ? null : (process.env.ELECTRON_RENDERER_URL ?? null);
  const isOwnPage = (address: string) =>
    isAppUrl(address) || (development !== null && sameOrigin(address, development));
  const folder = demo ? mkdtempSync(join(tmpdir(), 'mane-demo-')) : dataFolder();
  let quitting = false;

  denyPermissions(session);
  serveApp(session, join(programFolder(), 'out', 'renderer'));
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, { logger, isOwnPage }));

  const icon = appIcon();
  const open = (anomalyId: string) => window.show(anomalyId);
  const notifications = createNotifications({ icon, open, sound: () => settings.get().notifications.sound });
  const window = createMainWindow({
    preload: join(programFolder(), 'out', 'preload', 'preload.cjs'),
    icon,
    version: app.getVersion(),
    state,
    logger,
    ...(development === null ? {} : { url: development }),
    keepsRunning: () => !quitting && settings.get().closeToTray,
    onHidden: () => tellAboutTray(notifications, state, window),
  });
  const quit = () => app.quit();
  const actions = { show: () => window.show(), open, pause: (paused: boolean) => engine.pause(paused), quit };
  const tray = createTray(actions, logger);
  setMenu(actions, development !== null);
  if (settings.warning !== null) logger.warn(settings.warning);

  const engine = startEngineProcess({
    entry: entry ?? workerEntry('engine-host'),
    init: () => initOf(settings, folder, demo, speed),
    logger,
    events: {
      show: (alert) => notifications.show(alert),
      showTest: () => notifications.tell('MANE', 'Notifications work.', () => window.show()),
      alert: (alert) => tray?.update({ lastAlert: alert }),
      health: (health) => tray?.update({ health }),
      saveSettings: (next) => save(settings, next, logger),
      problem: (problem) => tray?.update({ problem }),
    },
  });
  ipcMain.on(CONNECT_CHANNEL, (event: IpcMainEvent) => connect(event, window, isOwnPage, engine, logger));

  app.on('before-quit', (event) => {
    if (quitting) return;
    quitting = true;
    event.preventDefault();
    void engine.stop().finally(() => {
      notifications.clear();
      tray?.destroy();
      window.destroy();
      if (demo) rmSync(folder, { recursive: true, force: true });
      app.exit(0);
    });
  });
  return { show: (anomalyId) => window.show(anomalyId), engine, quit };
}

function initOf(settings: SettingsStore, folder: string, demo: boolean, speed: number): EngineHostInit {
  return {
    dataFolder: folder,
    databasePath: databasePath(folder),
    demo,
    speed: demo ? speed : 1,
    settings: settings.get(),
    settingsPath: settings.path,
    warnings: settings.warning === null ? [] : [settings.warning],
  };
}

function connect(
  event: IpcMainEvent,
  window: MainWindow,
  isOwnPage: (address: string) => boolean,
  engine: EngineProcess,
  logger: Logger,
): void {
  const [port] = event.ports;
  if (port === undefined) return;
  if (isTrustedSender(event, (contents) => window.isOwn(contents), isOwnPage)) return engine.connect(port);
  logger.warn({ address: event.senderFrame?.url.slice(0, 200) }, 'a foreign frame asked for the engine');
  port.close();
}

function save(settings: SettingsStore, next: Record<string, unknown>, logger: Logger): void {
  const saved = settings.set(next);
  if (!saved.ok) logger.error({ fault: saved.fault }, 'settings were not saved');
}

function tellAboutTray(notifications: Notifications, state: WindowStateStore, window: MainWindow): void {
  if (state.get().toldAboutTray) return;
  const told = notifications.tell(
    'MANE keeps watching',
    'The window is closed, alerts still arrive. Start MANE again or use the tray to bring it back.',
    () => window.show(),
  );
  if (told.ok) state.set({ toldAboutTray: true });
}

const sameOrigin = (address: string, other: string): boolean =>
  URL.canParse(address) && new URL(address).origin === new URL(other).origin;
