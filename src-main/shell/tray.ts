/**
 * The tray: one status line, the last alert (a click opens it), pause, the window, quit. On desktops without a tray it is
 * null; the way back to the window is then a second launch.
 */
import { Menu, type MenuItemConstructorOptions, Tray } from 'electron';
import type { Alert } from '../../src-shared/anomaly.ts';
import { type Health } from '../../src-shared/health.ts';
import { messageOf } from '../../src-shared/fault.ts';
import type { Logger } from '../base/logger.ts';
import { drawMark } from './icon.ts';

export interface TrayActions {
  readonly show: () => void;
  readonly open: (anomalyId: string) => void;
  readonly pause: (paused: boolean) => void;
  readonly quit: () => void;
}

/** What the tray tells; `problem` is a failed or restarting engine. */
export interface TrayState {
  readonly health: Health | null;
  readonly lastAlert: Alert | null;
  readonly problem: string | null;
}

export interface AppTray {
  update(state: Partial<TrayState>): void;
  destroy(): void;
}

export function createTray(actions: TrayActions, logger: Logger): AppTray | null {
  const tray = openTray(logger);
  if (tray === null) return null;
  let state: TrayState = { health: null, lastAlert: null, problem: null };
  let drawn = '';
  const draw = () => {
    const key = [statusLine(state), state.lastAlert?.id, state.health?.paused].join('|');
    if (key === drawn) return; // health comes every second; the desktop's menu should not be rebuilt for nothing
    drawn = key;
    tray.setToolTip(`MANE: ${statusLine(state)}`);
    tray.setImage(drawMark(32, state.problem !== null || state.health?.paused === true));
    tray.setContextMenu(Menu.buildFromTemplate(itemsOf(state, actions)));
  };
  tray.on('click', actions.show);
  draw();
  return {
    update(patch) {
      state = { ...state, ...patch };
      draw();
    },
    destroy: () => tray.destroy(),
  };
}

function openTray(logger: Logger): Tray | null {
  try {
    return new Tray(drawMark(32));
  } catch (error) {
    logger.info({ reason: messageOf(error) }, 'this desktop has no tray');
    return null;
  }
}

export function statusLine({ health, problem }: TrayState): string {
  if (problem !== null) return problem;
  if (health === null) return 'starting';
  const market = health.simulated ? 'simulated market' : health.feed.venue;
  if (health.paused) return `${market}, paused`;
  return `${market}, feed ${health.feed.state}, ${health.feed.symbols} symbols`;
}

function itemsOf(state: TrayState, actions: TrayActions): MenuItemConstructorOptions[] {
  const paused = state.health?.paused ?? false;
  const last = state.lastAlert;
  const lastItem: MenuItemConstructorOptions =
    last === null
      ? { label: 'No alert yet', enabled: false }
      : { label: `Last alert: ${last.title}`, click: () => actions.open(last.anomaly_id) };
  return [
    { label: statusLine(state), enabled: false },
    lastItem,
    { type: 'separator' },
    { label: 'Open MANE', click: actions.show },
    {
      label: paused ? 'Resume watching' : 'Pause watching',
      enabled: state.health !== null,
      click: () => actions.pause(!paused),
    },
    { type: 'separator' },
    { label: 'Quit MANE', click: actions.quit },
  ];
}
