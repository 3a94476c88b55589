/**
 * What no page of ours may do: leave its origin, open windows, attach web views, get permissions, or speak to us from a
 * frame that is not the window's own top frame on our origin. Links that a person clicks go to the desktop's browser when
 * they are plain http(s) without credentials; everything else is dropped and logged.
 */
import { type IpcMainEvent, type Session, shell, type WebContents } from 'electron';
import type { Logger } from '../base/logger.ts';
import { isAppUrl } from './app-protocol.ts';

const MAX_LINK = 2048;

/** A link that may be handed to the desktop. */
export function isExternalLink(address: string): boolean {
  if (address.length > MAX_LINK || !URL.canParse(address)) return false;
  const { protocol, username, password, hostname } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' && hostname !== '';
}

export interface HardenOptions {
  readonly logger: Logger;
  /** True for our own pages; the development server counts in development. */
  readonly isOwnPage?: (address: string) => boolean;
}

export function hardenContents(contents: WebContents, { logger, isOwnPage = isAppUrl }: HardenOptions): void {
  const refuse = (event: { preventDefault(): void }, address: string) => {
    if (isOwnPage(address)) return;
    event.preventDefault();
    logger.warn({ address: address.slice(0, 200) }, 'navigation refused');
  };
  contents.on('will-navigate', (event) => refuse(event, event.url));
  contents.on('will-redirect', (event) => refuse(event, event.url));
  contents.on('will-frame-navigate', (event) => refuse(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(url, logger);
    return { action: 'deny' };
  });
}

function openExternal(address: string, logger: Logger): void {
  if (!isExternalLink(address)) {
    logger.warn({ address: address.slice(0, 200) }, 'link refused');
    return;
  }
  shell.openExternal(address).catch((error: unknown) => logger.warn({ err: error }, 'the desktop did not open a link'));
}

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** True when a message comes from the top frame of our window, on our origin. */
export function isTrustedSender(
  event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>,
  isWindow: (contents: WebContents) => boolean,
  isOwnPage: (address: string) => boolean = isAppUrl,
): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null) return false;
  return isWindow(event.sender) && isOwnPage(frame.url);
}
