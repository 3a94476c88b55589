/** The preload with a page's globals put in its way: what reaches the page, and that frames are acknowledged. */
import { contextBridge, ipcRenderer } from 'electron';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

interface Posted {
  channel: string;
  port: MessagePort;
}
const posted: Posted[] = [];
const given: { message: unknown; origin: string; port: MessagePort }[] = [];
const exposed = new Map<string, unknown>();
const listeners = new Map<string, (event?: unknown) => void>();

beforeEach(async () => {
  process.argv.push('--mane-version=0.1.0');
  vi.spyOn(contextBridge, 'exposeInMainWorld').mockImplementation(
    (key: string, value: unknown) => void exposed.set(key, value),
  );
  vi.spyOn(ipcRenderer, 'postMessage').mockImplementation(
    (channel: string, _message: unknown, ports?: MessagePort[]) => void posted.push({ channel, port: ports![0] }),
  );
  vi.stubGlobal('location', { origin: 'app://mane' });
  vi.stubGlobal('window', {
    addEventListener: (type: string, listener: () => void) => void listeners.set(type, listener),
    postMessage: (message: unknown, origin: string, [port]: MessagePort[]) =>
      void given.push({ message, origin, port: port }),
  });
  await import('../../src-preload/preload.ts');
});
afterEach(() => {
  process.argv.pop();
  for (const { port } of posted) port.close();
  vi.unstubAllGlobals();
});

const arrivals = (port: MessagePort) => {
  const data: unknown[] = [];
  port.onmessage = (event: MessageEvent<unknown>) => void data.push(event.data);
  return data;
};
const until = async (check: () => boolean) => {
  for (let i = 0; i < 600 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(check()).toBe(true);
};

it('hands over one port, says who is there, passes frames, acknowledges them, and gives a new port when asked', async () => {
  expect([...exposed.entries()]).toEqual([
    ['maneShell', { present: true, platform: process.platform, version: '0.1.0' }],
  ]);
  expect(posted).toHaveLength(0);
  listeners.get('DOMContentLoaded')!();
  expect(posted.map(({ channel }) => channel)).toEqual(['mane:connect']);
  expect(given.map(({ message, origin }) => [message, origin])).toEqual([['mane:port', 'app://mane']]);
  const main = arrivals(posted[0].port);
  const page = arrivals(given[0].port);
  given[0].port.postMessage('from the page');
  given[0].port.postMessage({ not: 'a frame' });
  given[0].port.postMessage(1_000_000);
  for (let i = 0; i < 40; i++) posted[0].port.postMessage(`frame ${i}`);
  await until(() => page.length === 40);
  await until(() => main.length === 3);
  expect(main).toContain('from the page');
  expect(main.filter((each) => each === 16)).toHaveLength(2);
  let gone = false;
  given[0].port.addEventListener('close', () => (gone = true));
  posted[0].port.close();
  await until(() => gone);
  expect(posted).toHaveLength(1);
  listeners.get('message')!({ source: {}, data: 'mane:ready' });
  expect(posted).toHaveLength(1);
  listeners.get('message')!({ source: window, data: 'mane:ready' });
  expect(posted).toHaveLength(2);
  expect(given).toHaveLength(2);
});
