/**
 * What the fake remembers, on globalThis: a test and a library that each load their own copy of the fake share it.
 * `chromium` is set when built bundles run under the fake and a browser is there.
 */
import type { FakeWindow } from './window.ts';
import type { FakeNotification, FakeTray } from './desktop.ts';

export interface FakeState {
  windows: FakeWindow[];
  /** BrowserWindows constructed so far. */
  created: number;
  notifications: FakeNotification[];
  notificationsSupported: boolean;
  trays: FakeTray[];
  trayFails: boolean;
  external: string[];
  quits: number;
  exits: number[];
  /** False makes this process a second launch. */
  lockFree: boolean;
  protocols: Map<string, (request: Request) => Promise<Response> | Response>;
  menu: unknown;
  chromium: boolean;
}

const KEY = Symbol.for('mane.fake-electron');
const slot = globalThis as unknown as Record<symbol, FakeState | undefined>;

const fresh = (): FakeState => ({
  windows: [],
  created: 0,
  notifications: [],
  notificationsSupported: true,
  trays: [],
  trayFails: false,
  external: [],
  quits: 0,
  exits: [],
  lockFree: true,
  protocols: new Map(),
  menu: null,
  chromium: false,
});

export const fake: FakeState = (slot[KEY] ??= fresh());
export function resetFake(): void {
  Object.assign(fake, fresh());
}

/** An event object as Electron's emitters pass it. */
export function fakeEvent<T extends object>(fields: T): T & { defaultPrevented: boolean; preventDefault(): void } {
  return {
    ...fields,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}
