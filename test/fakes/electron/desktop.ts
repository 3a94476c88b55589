/** What the desktop offers: notifications, tray, menus, images, screens. Everything is recorded, nothing is drawn. */
import { EventEmitter } from 'node:events';
import { fake } from './state.ts';

export class FakeNotification extends EventEmitter {
  static isSupported(): boolean {
    return fake.notificationsSupported;
  }
  readonly options: { title: string; body: string };
  shown = false;
  closed = false;
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
    fake.notifications.push(this);
  }
  show(): void {
    this.shown = true;
    this.emit('show');
  }
  close(): void {
    this.closed = true;
    this.emit('close');
  }
  click(): void {
    this.emit('click');
  }
}

export interface FakeMenuItem {
  label?: string;
  role?: string;
  enabled?: boolean;
  click?: () => void;
}

export class FakeTray extends EventEmitter {
  tooltip = '';
  items: FakeMenuItem[] = [];
  destroyed = false;
  constructor() {
    super();
    if (fake.trayFails) throw new Error('no tray on this desktop');
    fake.trays.push(this);
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setImage(): void {}
  setContextMenu(items: FakeMenuItem[]): void {
    this.items = items;
  }
  destroy(): void {
    this.destroyed = true;
  }
  choose(label: string): void {
    const item = this.items.find((each) => each.label?.startsWith(label));
    if (item?.click === undefined)
      throw new Error(`no tray item ${label} in ${this.items.map((each) => each.label).join(', ')}`);
    item.click();
  }
}

export const Menu = {
  buildFromTemplate: (items: FakeMenuItem[]) => items,
  setApplicationMenu: (menu: unknown) => {
    fake.menu = menu;
  },
};

const image = (size: { width: number; height: number }) => ({ isEmpty: () => size.width === 0, getSize: () => size });
export const nativeImage = {
  createFromBitmap: (_pixels: Buffer, size: { width: number; height: number }) => image(size),
  createFromPath: () => image({ width: 256, height: 256 }),
  createEmpty: () => image({ width: 0, height: 0 }),
};

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
};
