/**
 * Runs before the page, isolated from it: says that a shell is there, and hands the page one message port to the engine, and
 * a new one whenever the page asks again (`mane:ready`, after the engine was started anew). No send, no channel names, no
 * Electron object reaches the page. Frames pass through here so that each can be acknowledged: the engine's streams wait
 * for a page that does not keep up.
 */
import { contextBridge, ipcRenderer } from 'electron';

const CONNECT_CHANNEL = 'mane:connect';
const ACK_EVERY = 16;

const version = process.argv.find((argument) => argument.startsWith('--mane-version='))?.split('=')[1] ?? '';
contextBridge.exposeInMainWorld('maneShell', { present: true, platform: process.platform, version });

let hangUp: (() => void) | null = null;

function connect(): void {
  hangUp?.();
  const toMain = new MessageChannel();
  const toPage = new MessageChannel();
  hangUp = join(toMain.port1, toPage.port1);
  ipcRenderer.postMessage(CONNECT_CHANNEL, null, [toMain.port2]);
  window.postMessage('mane:port', location.origin, [toPage.port2]);
}

/** Passes frames both ways until either end goes; the result ends both. */
function join(main: MessagePort, page: MessagePort): () => void {
  let received = 0;
  const close = (): void => {
    main.close();
    page.close();
  };
  main.onmessage = ({ data }: MessageEvent<unknown>) => {
    page.postMessage(data);
    received += 1;
    if (received % ACK_EVERY === 0) main.postMessage(ACK_EVERY);
  };
  page.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') main.postMessage(data);
  };
  // Told when the other end has gone: the engine's, when it died, or the page's, when it gave up waiting.
  main.addEventListener('close', close);
  page.addEventListener('close', close);
  return close;
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source === window && event.data === 'mane:ready') connect();
});
// Module scripts have run by then; a page that has not asked is listening all the same.
window.addEventListener('DOMContentLoaded', () => hangUp ?? connect(), { once: true });
