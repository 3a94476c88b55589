/**
 * Which candles a rehearsal goes through: the asked days up to the newest stored candle, and before them as much of the warm-up
 * as is stored, so that the alert level has been learned when the window begins. Reads the store's coverage only.
 */
import { failed, ok, type Result } from '../../src-shared/fault.ts';
import { DAY_MS, MINUTE_MS, type EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';

export const WARM_UP_DAYS = 8;

export interface RehearsalPlan {
  /** Those with candles in the window. */
  readonly symbols: readonly string[];
  readonly withoutCandles: readonly string[];
  readonly warmFrom: EpochMs;
  /** The window: first minute (inclusive), never before the first candle, and end (exclusive). */
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface PlanOptions {
  readonly reader: Pick<Reader, 'coverage'>;
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly days: number;
}

export async function planRehearsal({ reader, venue, symbols, days }: PlanOptions): Promise<Result<RehearsalPlan>> {
  const asked = [...new Set(symbols)];
  const held = (await reader.coverage(venue)).filter((one) => asked.includes(one.symbol));
  const to = held.reduce((latest, one) => Math.max(latest, one.last), -Infinity) + MINUTE_MS;
  const inWindow = held.filter((one) => one.last >= to - days * DAY_MS);
  if (inWindow.length === 0) return failed('not_found', withoutText(asked, venue, days));
  const first = Math.min(...inWindow.map((one) => one.first));
  const from = Math.max(to - days * DAY_MS, first);
  const covered = new Set(inWindow.map((one) => one.symbol));
  return ok({
    symbols: [...covered],
    withoutCandles: asked.filter((symbol) => !covered.has(symbol)),
    warmFrom: Math.max(from - WARM_UP_DAYS * DAY_MS, first),
    from,
    to,
  });
}

/** Which symbols have nothing to go through, and what to do about it. */
export function withoutText(symbols: readonly string[], venue: string, days: number): string {
  const choice = symbols.length === 1 ? `--symbol ${symbols[0]}` : '--all';
  const command = `mane backfill ${choice} --days ${Math.min(400, days + WARM_UP_DAYS)}`;
  return `no stored candles of ${symbols.join(', ')} on ${venue} in these days; fetch them with \`${command}\``;
}
