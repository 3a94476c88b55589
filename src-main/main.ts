/**
 * Electron entry: one instance, the window, the tray, and the engine in its own thread; main itself only passes messages.
 * `--demo` runs on the simulated market in a temporary folder.
 */
import { mkdirSync } from 'node:fs';
import { app, BrowserWindow, ipcMain, session } from 'electron';
import { createLogger } from './base/logger.ts';
import { dataFolder } from './base/paths.ts';
import { registerAppScheme } from './shell/app-protocol.ts';
import { startApp } from './shell/app.ts';
import { anomalyInArguments } from './shell/deep-link.ts';
import { claimLinks, claimSingleInstance } from './shell/single-instance.ts';

const logger = createLogger();
const APP_ID = 'app.mane.desktop';

// Electron refuses a path that does not exist yet.
mkdirSync(dataFolder(), { recursive: true });
app.setPath('userData', dataFolder());
app.setAppUserModelId(APP_ID);
app.enableSandbox();
registerAppScheme();

let show: ((anomalyId: string | null) => void) | null = null;
// A launch that arrives before the window exists is remembered, the newest wins.
let asked = anomalyInArguments(process.argv);
const launched = (anomalyId: string | null) => {
  if (show === null) asked = anomalyId ?? asked;
  else show(anomalyId);
};

if (claimSingleInstance(launched)) {
  claimLinks();
  app.whenReady().then(
    () => {
      const running = startApp({
        demo: process.argv.includes('--demo'),
        ipcMain,
        session: session.defaultSession,
        logger,
      });
      show = (anomalyId) => running.show(anomalyId);
      running.show(asked);
      app.on('activate', () => running.show(null));
    },
    (error: unknown) => {
      logger.fatal({ err: error }, 'the app could not start');
      app.exit(1);
    },
  );
} else {
  app.quit();
}

// Without windows MANE lives on in the tray; only Quit ends it.
app.on('window-all-closed', () => logger.debug({ windows: BrowserWindow.getAllWindows().length }, 'in the tray'));
