/**
 * The window: at most one, sandboxed, isolated, without Node. Closing hides it (close-to-tray) unless the user chose
 * otherwise or is quitting; `show` brings it back wherever it was. An anomaly is opened by the page's own hash route, so
 * no channel into the page is needed.
 */
import { BrowserWindow, type NativeImage, type WebContents } from 'electron';
import type { Logger } from '../base/logger.ts';
import { messageOf } from '../../src-shared/fault.ts';
import { APP_URL } from './app-protocol.ts';
import { MIN_SIZE, placeOf, type WindowStateStore } from './window-state.ts';

export interface MainWindowOptions {
  readonly preload: string;
  readonly icon: NativeImage;
  readonly version: string;
  readonly state: WindowStateStore;
  readonly logger: Logger;
  /** The page; `app://mane/index.html` unless the development server is used. */
  readonly url?: string;
  /** Asked when the user closes the window: true hides it instead. */
  readonly keepsRunning: () => boolean;
  /** Told when closing has hidden the window. */
  readonly onHidden: () => void;
}

export interface MainWindow {
  /** Creates the window, or brings it to the front. With an id, that anomaly is opened. */
  show(anomalyId?: string | null): void;
  isOwn(contents: WebContents): boolean;
  isVisible(): boolean;
  /** Closes for good. */
  destroy(): void;
}

export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null;
  const load = (target: BrowserWindow, anomalyId: string | null) =>
    target.loadURL(addressOf(options.url ?? APP_URL, anomalyId)).catch((error: unknown) => {
      options.logger.error({ reason: messageOf(error) }, 'the window could not load its page');
    });
  const create = (anomalyId: string | null) => {
    const created = openWindow(options);
    created.on('closed', () => (window = null));
    void load(created, anomalyId);
    return created;
  };
  return {
    show(anomalyId = null) {
      if (window === null) {
        window = create(anomalyId);
        return;
      }
      if (anomalyId !== null) void load(window, anomalyId);
      bringToFront(window);
    },
    isOwn: (contents) => window !== null && window.webContents === contents,
    isVisible: () => window?.isVisible() ?? false,
    destroy: () => window?.destroy(),
  };
}

const addressOf = (url: string, anomalyId: string | null): string =>
  anomalyId === null ? url : `${url}#/anomaly/${anomalyId}`;

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function openWindow({ preload, icon, version, state, keepsRunning, onHidden }: MainWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...placeOf(state.get()),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'MANE',
    icon,
    backgroundColor: '#0E1116',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      additionalArguments: [`--mane-version=${version}`],
    },
  });
  if (state.get().maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    state.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    if (!keepsRunning()) return;
    event.preventDefault();
    window.hide();
    onHidden();
  });
  return window;
}
