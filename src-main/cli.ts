#!/usr/bin/env node
/**
 * Headless entry: `mane <command>`. Refuses an older Node with a clear line before anything native is loaded (better-sqlite3
 * needs Node-API 10 and would crash the process), then hands over to cli/program.
 */
import { isatty } from 'node:tty';

const NAPI_NEEDED = 10;

if (Number(process.versions.napi) < NAPI_NEEDED) {
  process.stderr.write(
    `mane: Node ${process.versions.node} is too old (Node-API ${process.versions.napi}, needed ${NAPI_NEEDED}: Node 22.14 or newer). ` +
      'The checkout brings Node 24 along: run it as `npx mane …` or through the npm scripts.\n',
  );
  process.exit(1);
}

const { runProgram } = await import('./cli/program.ts');
process.exitCode = await runProgram(process.argv, { isTerminal: isatty(2) });
// Native handles of libraries (sockets kept alive, workers winding down) must not hold a finished command.
if (process.exitCode !== undefined) setImmediate(() => process.exit());
