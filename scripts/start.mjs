/**
 * `npm start [-- demo|serve] [options]`: the desktop app when Electron can run here, otherwise one line that says why not and
 * how to get it, and the same window on loopback in a browser. Never triggers Electron's download by itself.
 */
import './check-node.mjs';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The binary's path, or why there is none: `{ binary }` or `{ reason }`. */
export function findElectron(env = process.env, platform = process.platform, uid = process.getuid?.()) {
  const folder = electronFolder();
  if (folder === null) return { reason: 'the electron package is not installed; `npm ci` installs it' };
  const binary = binaryIn(folder, env);
  if (!existsSync(binary)) return { reason: 'its binary is not downloaded; `npx install-electron` downloads it' };
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return { reason: 'there is no display' };
  if (platform === 'linux' && uid === 0)
    return { reason: 'its sandbox does not run as root; start MANE as a normal user' };
  return { binary };
}

function electronFolder() {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'));
  } catch {
    return null; // installed without development dependencies
  }
}

function binaryIn(folder, env) {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : '';
  if (env.ELECTRON_OVERRIDE_DIST_PATH) return join(env.ELECTRON_OVERRIDE_DIST_PATH, name || 'electron');
  return join(folder, 'dist', name || 'electron');
}

/** What to run: `[program, ...arguments]`, and the line to print first (null for none). */
export function plan(args, found) {
  const command = args[0] === 'demo' || args[0] === 'serve' ? args[0] : 'serve';
  const rest = args[0] === command ? args.slice(1) : args;
  const headless = ['--headless', '--no-ui', '--port', '--json', '--for'].some((flag) =>
    rest.some((arg) => arg.split('=')[0] === flag),
  );
  const cli = [process.execPath, join(root, 'out', 'main', 'cli.js'), command, ...rest];
  if (headless) return { run: cli, line: null };
  if (found.binary)
    return { run: [found.binary, root, ...(command === 'demo' ? ['--demo'] : []), ...rest], line: null };
  return { run: cli, line: `Electron is not used: ${found.reason}. The same window opens in your browser instead.` };
}

function start() {
  if (!existsSync(join(root, 'out', 'main', 'cli.js'))) {
    process.stderr.write('MANE is not built yet: run `npm run build` first\n');
    process.exit(1);
  }
  const { run, line } = plan(process.argv.slice(2), findElectron());
  if (line !== null) process.stderr.write(`${line}\n`);
  const [program, ...args] = run;
  const child = spawn(program, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`MANE could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) =>
    process.exit(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) start();
