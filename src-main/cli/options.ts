/** Option values, checked: a wrong one is exit 2 with the option's name, what was expected and what was given. */
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SymbolSchema } from '../../src-shared/market.ts';

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: MINUTE_MS, min: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** `90s`, `5m`, `2h`, `1d`, or plain seconds; milliseconds out. */
export const DurationSchema = z.union([z.string(), z.number()]).transform((value, context) => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|min|h|d)?$/.exec(String(value));
  if (match) return Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1000);
  context.addIssue({ code: 'custom', message: 'expected a duration such as 90s, 5m or 2h' });
  return z.NEVER;
});

const text = z.union([z.string(), z.number()]).transform(String);

/** One or more values: given once, repeated, or as a comma-separated list. */
export const ListSchema = z.union([text, z.array(text)]).transform((value) => (Array.isArray(value) ? value : [value]));
export const SymbolListSchema = ListSchema.transform((values) =>
  values.flatMap((v) => v.split(',')).map((v) => v.trim().toUpperCase()),
);
export const TextSchema = text;
/** A UTC day as `YYYY-MM-DD`; its midnight out. */
export const DaySchema = text.transform((value, context) => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isFinite(time) && new Date(time).toISOString().startsWith(value)) return time;
  context.addIssue({ code: 'custom', message: 'expected a day such as 2026-03-01' });
  return z.NEVER;
});
export const PortSchema = z.number().int('expected a port number').min(0).max(65_535);
export const CountSchema = z.number().int().min(1);

export function readOptions<S extends z.ZodObject>(schema: S, options: Record<string, unknown>): z.infer<S> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const given = options[name];
  throwFault(
    'bad_usage',
    `--${kebab(name)}: ${issue?.message ?? 'wrong value'}${given === undefined ? '' : ` (given: ${JSON.stringify(given)})`}`,
  );
}

export function checkSymbols(symbols: readonly string[]): string[] {
  for (const symbol of symbols) {
    if (!SymbolSchema.safeParse(symbol).success)
      throwFault('bad_usage', `${JSON.stringify(symbol)} is not a symbol; expected BASE-QUOTE such as BTC-USD`);
  }
  return [...symbols];
}

/** What `-` becomes: the parser drops a lone dash, and messages want a name. */
export const STANDARD_INPUT = '<stdin>';
export const nameStandardInput = (argv: readonly string[]): string[] =>
  argv.map((word) => (word === '-' ? STANDARD_INPUT : word));

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * `--candles a b --news c` means two candle files: repeats the flag before each further value, because the parser takes one
 * value a flag.
 */
export function spreadVariadic(argv: readonly string[], flags: readonly string[]): string[] {
  const result: string[] = [];
  let open: string | null = null;
  for (const word of argv) {
    const isFlag = word.startsWith('-');
    if (isFlag) open = flags.includes(word) ? word : null;
    else if (open !== null && result.at(-1) !== open) result.push(open);
    result.push(word);
  }
  return result;
}
