/**
 * Runs before the page, isolated from it: says that a shell is there, and hands the page one message port to the engine (and
 * a new one when the engine was started again). No send, no channel names, no Electron object reaches the page. Frames
 * pass through here so that each can be acknowledged: the engine's streams wait for a page that does not keep up.
 */
import { contextBridge, ipcRenderer } from 'electron';

const CONNECT_CHANNEL = 'mane:connect';
const ACK_EVERY = 16;
const RECONNECT_MS = 500;

const version = process.argv.find((argument) => argument.startsWith('--mane-version='))?.split('=')[1] ?? '';
contextBridge.exposeInMainWorld('maneShell', { present: true, platform: process.platform, version });

function connect(): void {
  const toMain = new MessageChannel();
  const toPage = new MessageChannel();
  const main = toMain.port1;
  const page = toPage.port1;
  let received = 0;
  main.onmessage = ({ data }: MessageEvent<unknown>) => {
    page.postMessage(data);
    received += 1;
    if (received % ACK_EVERY === 0) main.postMessage(ACK_EVERY);
  };
  page.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') main.postMessage(data);
  };
  // Electron tells when the other end of a port has gone; the page then gets a new one.
  main.addEventListener('close', () => {
    page.close();
    setTimeout(connect, RECONNECT_MS);
  });
  ipcRenderer.postMessage(CONNECT_CHANNEL, null, [toMain.port2]);
  window.postMessage('mane:port', location.origin, [toPage.port2]);
}

// Module scripts have run by then, so the page listens.
window.addEventListener('DOMContentLoaded', connect, { once: true });
