/** The command line: names, options and help of every command, and the one place where a failure becomes an exit code. */
import { cac } from 'cac';
import { throwFault } from '../../src-shared/fault.ts';
import { wallTime } from '../base/clock.ts';
import { COMMANDS } from './commands.ts';
import type { CommandContext, CommandSpec } from './context.ts';
import { EXIT_BAD_INPUT, exitCodeOf, exitCodeOfSignal, lineOf } from './exit.ts';
import { nameStandardInput, spreadVariadic } from './options.ts';
import { programVersion } from '../base/program-version.ts';

const VARIADIC = ['--candles', '--news', '--file', '--source'];

export interface ProgramEnvironment {
  readonly isTerminal: boolean;
}

export async function runProgram(argv: readonly string[], { isTerminal }: ProgramEnvironment): Promise<number> {
  const interrupt = listenForSignals();
  const debug = argv.includes('--debug');
  const err = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    const program = buildProgram();
    const parsed = program.parse(nameStandardInput(spreadVariadic(argv, VARIADIC)), { run: false });
    if (parsed.options.help === true || parsed.options.version === true) return 0;
    const spec = COMMANDS.find((c) => c.name === program.matchedCommandName);
    if (spec === undefined) return unknownCommand(parsed.args[0], err, () => program.outputHelp());
    program.matchedCommand?.checkUnknownOptions();
    program.matchedCommand?.checkOptionValue();
    program.matchedCommand?.checkRequiredArgs();
    const { options } = parsed;
    const context: CommandContext = {
      out: (line) => void process.stdout.write(`${line}\n`),
      err,
      json: options.json === true,
      isTerminal,
      debug,
      signal: interrupt.signal,
      db: databaseOption(options.db),
    };
    const run = await spec.load();
    await run(context, withoutGlobals(options), parsed.args.map(String));
    await drained();
    return interrupt.code() ?? 0;
  } catch (error) {
    const code = interrupt.code();
    if (code !== null) return code;
    err(lineOf(error, debug));
    return exitCodeOf(error);
  }
}

function buildProgram() {
  const program = cac('mane');
  for (const spec of COMMANDS) addCommand(program, spec);
  program.option('--db <file>', 'The SQLite file (default: in the data folder; MANE_DB)');
  program.option('--json', 'One JSON object per line');
  program.option('--debug', 'Show the stack of a failure');
  program.help();
  program.version(programVersion());
  return program;
}

function addCommand(program: ReturnType<typeof cac>, spec: CommandSpec): void {
  const command = program.command(spec.usage, spec.help);
  for (const [flag, help] of spec.options) command.option(flag, help);
  command.action(() => undefined);
}

function unknownCommand(name: string | undefined, err: (line: string) => void, help: () => void): number {
  if (name === undefined) help();
  else err(`mane: unknown command ${JSON.stringify(name)}; try \`mane --help\``);
  return EXIT_BAD_INPUT;
}

function databaseOption(value: unknown): string | null {
  if (value === undefined) return process.env.MANE_DB ?? null;
  if (typeof value !== 'string' || value === '') throwFault('bad_usage', '--db: expected a file');
  return value;
}

function withoutGlobals(options: Record<string, unknown>): Record<string, unknown> {
  const { '--': _, db: _db, json: _json, debug: _debug, help: _help, version: _version, ...own } = options;
  return own;
}

/** A signal is often heard twice at once: the terminal and `npx` both send it, and libraries send it to themselves again. */
const ECHO_MS = 500;

function listenForSignals(): { signal: AbortSignal; code: () => number | null } {
  const controller = new AbortController();
  let code: number | null = null;
  let heardAt = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // A second signal means now.
      if (code !== null && wallTime.now() - heardAt > ECHO_MS) process.exit(exitCodeOfSignal(name));
      if (code !== null) return;
      heardAt = wallTime.now();
      code = exitCodeOfSignal(name);
      controller.abort();
    });
  }
  process.stdout.on('error', () => controller.abort());
  return { signal: controller.signal, code: () => code };
}

/** A pipe may still hold lines that the process must not take with it. */
async function drained(): Promise<void> {
  // `drain` comes only after a write that was refused; the callback of an empty one comes always.
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
}
