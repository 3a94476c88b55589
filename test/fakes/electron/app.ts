/** app: readiness, paths, the single-instance lock (a file, so that two processes can meet), quitting. */
import { EventEmitter } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeChromium } from './page.ts';
import { fake, fakeEvent } from './state.ts';

export class FakeApp extends EventEmitter {
  isPackaged = false;
  userModelId = '';
  sandboxed = false;
  linkSchemes: string[] = [];
  #paths = new Map<string, string>();
  #watch: NodeJS.Timeout | null = null;

  whenReady = async (): Promise<void> => undefined;
  getVersion = (): string => '0.1.0';
  getName = (): string => 'mane';
  getPath = (name: string): string => this.#paths.get(name) ?? join(tmpdir(), 'mane-fake-electron');
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.linkSchemes.push(scheme);
    return true;
  }

  /** In tests decided by the state; under the built bundle by a lock file beside the user's data. */
  requestSingleInstanceLock(): boolean {
    if (process.env.MANE_FAKE_ELECTRON === undefined) return fake.lockFree;
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, 'fake-singleton.pid');
    const letters = join(folder, 'fake-second-instance.ndjson');
    if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8')))) {
      appendFileSync(letters, `${JSON.stringify(process.argv)}\n`);
      return false;
    }
    writeFileSync(lock, String(process.pid));
    this.#watch = setInterval(() => this.#readLetters(letters), 50);
    process.once('exit', () => rmSync(lock, { force: true }));
    return true;
  }
  #readLetters(path: string): void {
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    rmSync(path, { force: true });
    for (const line of lines) this.emit('second-instance', fakeEvent({}), JSON.parse(line), process.cwd());
  }

  quit(): void {
    fake.quits += 1;
    const event = fakeEvent({});
    this.emit('before-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code = 0): void {
    fake.exits.push(code);
    if (this.#watch !== null) clearInterval(this.#watch);
    this.emit('quit');
    if (process.env.MANE_FAKE_ELECTRON !== undefined) void closeChromium().finally(() => process.exit(code));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new FakeApp();
