/** Alerts counted by day: what was delivered, held back after the budget's yes, and not granted at all. Reads only. */
import type { Alert } from '../../src-shared/anomaly.ts';
import type { AlertDay } from '../../src-shared/health.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { UNGRANTED } from './episodes.ts';

/** Far more than 2N a day can be: late ones have no limit. */
const MOST = 20_000;
const ungranted = new Set<string>(Object.values(UNGRANTED));

/** `bounds` in order of time; a bound is the end of one day and the beginning of the next. */
export async function alertDays(reader: Pick<Reader, 'alerts'>, bounds: readonly EpochMs[]): Promise<AlertDay[]> {
  const sorted = [...new Set(bounds)].sort((a, b) => a - b);
  const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const alerts = await reader.alerts({ from: first, to: last, limit: MOST });
  const days = sorted.slice(1).map((to, i) => ({ from: sorted[i] ?? 0, to, delivered: 0, held: 0, beyond: 0 }));
  for (const alert of alerts) {
    // On its way: it is counted when it has arrived somewhere.
    if (alert.state === 'raised') continue;
    const day = days.find(({ from, to }) => alert.raised_at >= from && alert.raised_at < to);
    if (day !== undefined) day[placeOf(alert)] += 1;
  }
  return days;
}

function placeOf({ state, reason }: Alert): 'delivered' | 'held' | 'beyond' {
  if (state !== 'suppressed') return 'delivered';
  return reason !== null && ungranted.has(reason) ? 'beyond' : 'held';
}
