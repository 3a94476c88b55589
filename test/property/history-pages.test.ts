/** Pages of the history: whatever the filter and the order, walking or jumping from page to page gives each row exactly once, though many have the same time. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cursorOf, SORTS, type PageCursor } from '../../src-shared/history.ts';
import type { AnomalyFilter } from '../../src-shared/ports/reader.ts';
import { openCore, type StoreCore } from '../../src-main/store/sqlite-core.ts';
import { anomaly, narrativeOf, T0, temporaryFolder, type TemporaryFolder } from '../conformance/store-samples.ts';
import { check, randomOf } from './check.ts';

const ROWS = 150;
const CAUSES = ['likely_cause', 'reported_afterwards', 'coincident_news', 'cause_unknown'] as const;

describe('pages of the history', () => {
  let here: TemporaryFolder;
  let core: StoreCore;
  const leader = anomaly(0).id;

  beforeAll(() => {
    here = temporaryFolder();
    core = openCore({ path: here.db });
    const random = randomOf('history pages');
    for (let k = 0; k < ROWS; k++) {
      const change = random.pick([-4, -2, 2, 4]);
      const one = anomaly(k, {
        symbol: random.pick(['BTC-USD', 'ETH-USD']),
        // Many at one moment, on purpose.
        detected_at: T0 + 60_000 * random.int(0, 12),
        confidence: random.pick([0.25, 0.5, 0.9]),
        price_change_pct: change,
      });
      const peak = { ...one.detection_metadata.peak, change_pct: change * random.pick([1, 1.2, 2]) };
      const detection_metadata = { ...one.detection_metadata, peak, group: random.next() < 0.3 ? leader : null };
      core.writer!.raise({ ...one, detection_metadata }, null);
      if (random.next() < 0.7)
        core.writer!.saveNarrative(narrativeOf(one, { cause: random.pick(CAUSES) }), [], random.pick(['accepted', 'withheld'])); // prettier-ignore
      if (random.next() < 0.2) core.writer!.saveFeedback(one.id, 'up', null, T0);
    }
  });
  afterAll(() => {
    core.close();
    here.remove();
  });

  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
  const filters = fc.record({
    sort: fc.constantFrom(...SORTS),
    symbol: maybe(fc.constantFrom('BTC-USD', 'ETH-USD')),
    cause: maybe(fc.constantFrom(...CAUSES)),
    verdict: maybe(fc.constantFrom('accepted', 'withheld', 'unfinished')),
    marketWide: maybe(fc.boolean()),
    mine: maybe(fc.boolean()),
    minConfidence: maybe(fc.constantFrom(0.5, 0.9)),
    from: maybe(fc.integer({ min: 0, max: 12 }).map((minute) => T0 + 60_000 * minute)),
  });
  const idsOf = (filter: Partial<AnomalyFilter>): string[] =>
    core.reader.anomalies({ limit: 500, ...filter }).map((row) => row.anomaly.id);

  it('follow each other without a row lost or twice', () => {
    check(fc.tuple(filters, fc.integer({ min: 1, max: 40 })), ([filter, limit]) => {
      const whole = idsOf(filter);
      expect(new Set(whole).size).toBe(whole.length);
      expect(core.reader.countAnomalies(filter)).toBe(whole.length);
      const walked: string[] = [];
      for (let after: PageCursor | undefined; ;) {
        const page = core.reader.anomalies({ ...filter, after, limit });
        walked.push(...page.map((row) => row.anomaly.id));
        const last = page.at(-1);
        if (last === undefined) break;
        after = cursorOf(last.anomaly, filter.sort);
      }
      expect(walked).toEqual(whole);
    });
  });

  it('are the same when jumped to: so many rows behind any known one', () => {
    check(fc.tuple(filters, fc.nat(ROWS), fc.nat(60), fc.integer({ min: 1, max: 30 })), ([filter, k, skip, limit]) => {
      const rows = core.reader.anomalies({ limit: 500, ...filter });
      const known = rows[k];
      const after = known === undefined ? undefined : cursorOf(known.anomaly, filter.sort);
      const from = known === undefined ? skip : k + 1 + skip;
      const expected = rows.slice(from, from + limit).map((row) => row.anomaly.id);
      expect(idsOf({ ...filter, after, skip, limit })).toEqual(expected);
    });
  });
});
