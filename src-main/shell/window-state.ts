/**
 * Where the window was, and what the user has been told already, kept apart from the settings (it is not a choice).
 * A place that no screen shows any more is forgotten; an unreadable file is as good as none.
 */
import Store from 'electron-store';
import { type Rectangle, screen } from 'electron';
import { z } from 'zod';

const BoundsSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});
const StateSchema = z.object({
  bounds: BoundsSchema.nullable().default(null),
  maximized: z.boolean().default(false),
  /** The user knows that closing the window leaves MANE in the tray. */
  toldAboutTray: z.boolean().default(false),
});
export type WindowState = z.infer<typeof StateSchema>;

export const MIN_SIZE = { width: 900, height: 600 } as const;
export const DEFAULT_SIZE = { width: 1280, height: 800 } as const;
/** Pixels of the window that a screen must show for the place to count. */
const VISIBLE = 120;

export interface WindowStateStore {
  get(): WindowState;
  set(patch: Partial<WindowState>): void;
}

export function openWindowState(folder: string): WindowStateStore {
  const store = new Store<Record<string, unknown>>({ cwd: folder, name: 'window', clearInvalidConfig: true });
  const parsed = StateSchema.safeParse(store.store);
  let state = parsed.success ? parsed.data : StateSchema.parse({});
  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      store.store = { ...state };
    },
  };
}

/** The stored place if it can be seen, else only a size. */
export function placeOf({ bounds }: WindowState): Partial<Rectangle> & { width: number; height: number } {
  if (bounds === null || !isVisible(bounds)) return { ...DEFAULT_SIZE };
  return { ...bounds, width: Math.max(MIN_SIZE.width, bounds.width), height: Math.max(MIN_SIZE.height, bounds.height) };
}

function isVisible(bounds: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const across = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
    const down = Math.min(bounds.y + bounds.height, workArea.y + workArea.height) - Math.max(bounds.y, workArea.y);
    return across >= VISIBLE && down >= VISIBLE;
  });
}
