/** BrowserWindow and WebContents: recorded, or shown in Chromium when built bundles run under the fake. */
import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { openPage, type FakePage } from './page.ts';
import { defaultSession } from './session.ts';
import { fake, fakeEvent } from './state.ts';

type OpenHandler = (details: { url: string }) => { action: string };

export class FakeContents extends EventEmitter {
  readonly session = defaultSession;
  readonly mainFrame = { url: '', parent: null };
  openHandler: OpenHandler = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  /** As a page that navigates itself: true when that was allowed. */
  navigate(url: string, kind = 'will-navigate'): boolean {
    const event = fakeEvent({ url });
    this.emit(kind, event, url);
    return !event.defaultPrevented;
  }
}

export interface WindowOptions {
  x?: number;
  y?: number;
  width: number;
  height: number;
  webPreferences: { preload: string; additionalArguments: string[]; [key: string]: unknown };
  [key: string]: unknown;
}

export class FakeWindow extends EventEmitter {
  static getAllWindows(): FakeWindow[] {
    return fake.windows;
  }
  readonly options: WindowOptions;
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  page: Promise<FakePage | null> | null = null;
  visible = false;
  minimized = false;
  maximized = false;
  focused = 0;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    fake.created += 1;
    fake.windows.push(this);
    app.emit('web-contents-created', fakeEvent({}), this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.mainFrame.url = url;
    this.page ??= fake.chromium ? openPage(this) : Promise.resolve(null);
    await (await this.page)?.goto(url);
    this.emit('ready-to-show');
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  focus(): void {
    this.focused += 1;
  }
  restore(): void {
    this.minimized = false;
  }
  maximize(): void {
    this.maximized = true;
  }
  isMinimized = (): boolean => this.minimized;
  isMaximized = (): boolean => this.maximized;
  isVisible = (): boolean => this.visible;
  getNormalBounds = () => ({
    x: this.options.x ?? 10,
    y: this.options.y ?? 20,
    width: this.options.width,
    height: this.options.height,
  });
  /** As the user closing it: true when it went. */
  close(): boolean {
    const event = fakeEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
    return !event.defaultPrevented;
  }
  destroy(): void {
    if (!fake.windows.includes(this)) return;
    fake.windows = fake.windows.filter((each) => each !== this);
    void this.page?.then((page) => page?.close());
    this.emit('closed');
    if (fake.windows.length === 0) app.emit('window-all-closed');
  }
}
