/** The window in a browser: the built renderer and the API on 127.0.0.1, and its address on standard output. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { throwFault } from '../../src-shared/fault.ts';
import type { Engine } from '../../src-shared/ports/engine.ts';
import { startWebHost, type WebHost } from '../api/web-host.ts';
import type { Logger } from '../base/logger.ts';
import { programFolder } from '../base/paths.ts';
import type { CommandContext } from './context.ts';

export interface WindowHostOptions {
  readonly engine: Engine;
  readonly context: CommandContext;
  readonly port: number;
  readonly open: boolean;
  readonly logger: Logger;
  /** Tells commands on the same database where to ask. */
  readonly announce?: (host: { port: number; token: string }) => void;
  /** False serves the API alone. */
  readonly ui?: boolean;
}

export type WindowHost = Pick<WebHost, 'port' | 'hold' | 'release' | 'close'>;

/** Where an anomaly is read once the window is served: a notification's click does nothing on Linux, so its text carries it. */
export interface WindowAddress {
  port: number | null;
  of(anomalyId: string): string | null;
}
export const windowAddress = (): WindowAddress => ({
  port: null,
  of(anomalyId) {
    return this.port === null || anomalyId === '' ? null : `http://127.0.0.1:${this.port}/#/anomaly/${anomalyId}`;
  },
});

export async function serveWindow({
  engine,
  context,
  port,
  open,
  logger,
  announce,
  ui = true,
}: WindowHostOptions): Promise<WindowHost> {
  const rendererFolder = ui ? join(programFolder(), 'out', 'renderer') : null;
  if (rendererFolder !== null && !existsSync(join(rendererFolder, 'index.html'))) {
    throwFault('unavailable', 'the window is not built; run `npm run build` (or `npm ci`, which does it)');
  }
  const host = await startWebHost({ engine, port, rendererFolder, logger });
  announce?.({ port: host.port, token: host.control });
  if (context.json) context.out(JSON.stringify({ type: 'window', url: host.url }));
  else
    context.out(
      `MANE is running at ${host.url}\n${ui ? 'Open it in a browser on this machine' : 'The API listens there'}; Ctrl+C stops it.`,
    );
  if (open) openBrowser(host.url, context);
  return host;
}

function openBrowser(url: string, context: CommandContext): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => context.err('mane: no default browser could be started; open the address yourself'));
  child.unref();
}
