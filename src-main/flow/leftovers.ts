/**
 * What a crash left open in the store, closed at the next start: episodes that no state holds any more end, alerts that never
 * reached a sender are said to be unsent (nobody knows whether the desktop showed them, so they are not sent again), and gaps
 * whose minutes the back-fill has fetched since are repaired.
 */
import { isoOf } from '../../src-shared/format.ts';
import { DAY_MS, MINUTE_MS, minuteOf, type EpochMs } from '../../src-shared/market.ts';
import type { BackfillRow, GapRow } from '../../src-shared/ports/reader.ts';
import type { Core } from './core.ts';

/** How far back is looked, and how many rows of a kind are taken up at most. */
const LOOK_BACK_MS = 30 * DAY_MS;
const MOST = 1000;
export const UNSENT = 'not sent: the program stopped before it could be';

type Needed = Pick<Core, 'venue' | 'symbols' | 'reader' | 'writer' | 'detection' | 'mirror'>;

/** `fetchedUntil`: market time at which the back-fill began; call before new events reach detection. */
export async function closeLeftovers(core: Needed, fetchedUntil: EpochMs): Promise<void> {
  await endOrphans(core, fetchedUntil);
  await closeUnsent(core, fetchedUntil);
  await closeGaps(core, fetchedUntil);
}

async function endOrphans({ venue, reader, writer, detection, mirror }: Needed, now: EpochMs): Promise<void> {
  const found = await reader.anomalies({ from: now - LOOK_BACK_MS, limit: MOST });
  const others = await mirror.foreign(found.map(({ anomaly }) => anomaly.id));
  const held = new Set([...detection.openAnomalies().map((anomaly) => anomaly.id), ...others]);
  for (const { anomaly } of found) {
    const metadata = anomaly.detection_metadata;
    if (metadata.end !== null || anomaly.venue !== venue || held.has(anomaly.id)) continue;
    const end = minuteOf(Math.max(metadata.peak.time, anomaly.detected_at)) + MINUTE_MS;
    await writer.updateAnomaly({ ...anomaly, detection_metadata: { ...metadata, end } });
  }
}

async function closeUnsent({ reader, writer, mirror }: Needed, now: EpochMs): Promise<void> {
  const found = await reader.alerts({ from: now - LOOK_BACK_MS, limit: MOST });
  const others = new Set(await mirror.foreign(found.map((alert) => alert.anomaly_id)));
  for (const alert of found) {
    if (alert.state === 'raised' && !others.has(alert.anomaly_id))
      await writer.saveAlert({ ...alert, state: 'suppressed', reason: UNSENT });
  }
}

async function closeGaps({ venue, symbols, reader, writer }: Needed, now: EpochMs): Promise<void> {
  const open = (await reader.gaps({ venue, openOnly: true, limit: MOST })).filter((gap) =>
    symbols.includes(gap.symbol),
  );
  if (open.length === 0) return;
  const days = fetchedDays(await reader.backfills({ venue }), now);
  for (const gap of open) if (isFetched(gap, days, now)) await writer.saveGap({ ...gap, repaired_at: now });
}

const dayKey = (symbol: string, day: string): string => `${symbol}|${day}`;
const dayOf = (time: EpochMs): string => isoOf(time).slice(0, 10);

/** Completed days, and today up to `now` (which is never completed, only not failed). */
function fetchedDays(rows: readonly BackfillRow[], now: EpochMs): Set<string> {
  const isIn = (row: BackfillRow) =>
    row.status === 'completed' || (row.status === 'in_progress' && row.start_date === dayOf(now));
  return new Set(
    rows.filter((row) => row.data_type === 'prices' && isIn(row)).map((row) => dayKey(row.symbol, row.start_date)),
  );
}

function isFetched(gap: GapRow, days: ReadonlySet<string>, now: EpochMs): boolean {
  if (gap.to > minuteOf(now)) return false;
  for (let time = gap.from; time < gap.to; time += DAY_MS) if (!days.has(dayKey(gap.symbol, dayOf(time)))) return false;
  return days.has(dayKey(gap.symbol, dayOf(gap.to - 1)));
}
