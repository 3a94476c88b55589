/** What `prune --dry-run` counts is what retention then deletes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src-shared/market.ts';
import type { Removed } from '../../src-shared/ports/writer.ts';
import { planPrune } from '../../src-main/store/care/prune-plan.ts';
import { packJournal } from '../../src-main/store/packed-journal.ts';
import { openCore } from '../../src-main/store/sqlite-core.ts';
import { anomaly, articleOf, candle, investigationOf, newsItem, price, T0, temporaryFolder } from '../conformance/store-samples.ts'; // prettier-ignore
import { check } from './check.ts';

const DAYS = 12;
const row = fc.record({
  second: fc.integer({ min: 0, max: DAYS * 86_400 }),
  symbol: fc.constantFrom('BTC-USD', 'ETH-USD'),
  venue: fc.constantFrom('coinbaseexchange', 'kraken'),
});
const world = fc.record({
  prices: fc.uniqueArray(row, { maxLength: 80, selector: (one) => one.second }),
  candles: fc.array(row, { maxLength: 40 }),
  news: fc.array(fc.integer({ min: 0, max: DAYS }), { maxLength: 6 }),
  pricesDays: fc.integer({ min: 1, max: 5 }),
  maxPriceRows: fc.oneof(fc.constant(1_000_000), fc.integer({ min: 1, max: 30 })),
  at: fc.integer({ min: 0, max: DAYS * 24 }),
});

describe('the plan of a prune', () => {
  it('is what retention deletes', { timeout: 300_000 }, () => {
    check(
      world,
      ({ prices, candles, news, pricesDays, maxPriceRows, at }) => {
        const here = temporaryFolder();
        const core = openCore({ path: here.db });
        try {
          core.writer!.journal(
            packJournal(
              prices.map(({ second, symbol, venue }) => price(second, { symbol, source: venue })),
              candles.map(({ second, symbol, venue }) => candle(Math.floor(second / 60), { symbol, venue })),
            ),
          );
          core.writer!.saveNewsItems(news.map((day, n) => newsItem(`n${n}`, { published_at: T0 + day * DAY_MS, first_seen_at: T0 + day * DAY_MS }))); // prettier-ignore
          core.writer!.raise(anomaly(1), null);
          core.writer!.saveInvestigation(investigationOf(anomaly(1), [articleOf(anomaly(1), newsItem('n0'))]));
          const policy = { pricesDays, candlesDays: 7, newsDays: 3, maxBytes: 4e9, maxPriceRows };
          const now = T0 + at * 60 * MINUTE_MS;
          const { bytesOver, ...planned } = planPrune(here.db, policy, now);
          expect(bytesOver).toBe(0);
          const steps = core.writer!.retain(policy, now);
          let done: IteratorResult<void, Removed>;
          while (!(done = steps.next()).done);
          expect(done.value).toEqual(planned);
        } finally {
          core.close();
          here.remove();
        }
      },
      40,
    );
  });
});
