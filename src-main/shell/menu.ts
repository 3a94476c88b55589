/** The application menu: the desktop's own roles and nothing that a page could not stand. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly show: () => void;
  readonly quit: () => void;
}

export function menuTemplate(
  { show, quit }: MenuActions,
  platform: string,
  development: boolean,
): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (development) view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' });
  const file: MenuItemConstructorOptions[] = [
    { label: 'Open MANE', accelerator: 'CmdOrCtrl+Shift+M', click: show },
    { role: 'close' },
    { type: 'separator' },
    { label: 'Quit MANE', accelerator: 'CmdOrCtrl+Q', click: quit },
  ];
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: file },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
}

export function setMenu(actions: MenuActions, development: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, process.platform, development)));
}
