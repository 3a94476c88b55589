/** Any order of journalled batches and retention leaves what a plain map would hold, and the counts kept along are true. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { unpackCandles } from '../../src-main/store/packed-candles.ts';
import { packJournal } from '../../src-main/store/packed-journal.ts';
import { openCore } from '../../src-main/store/sqlite-core.ts';
import { candle, price, temporaryFolder, T0, VENUE } from '../conformance/store-samples.ts';

const SEED = Number(process.env.MANE_SEED ?? 20240102);
const DAY_MINUTES = 1440;

const oneCandle = fc
  .record({
    minute: fc.integer({ min: 0, max: 12 * DAY_MINUTES }),
    symbol: fc.constantFrom('BTC-USD', 'ETH-USD'),
    volume: fc.integer({ min: 0, max: 9 }),
    repaired: fc.boolean(),
  })
  .map(({ minute, ...rest }) => candle(minute - (minute % 700), rest));
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      candles: fc.array(oneCandle, { maxLength: 12 }),
      seconds: fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ retainAtDay: fc.integer({ min: 1, max: 14 }) }) },
);

describe('journal and retention', () => {
  it(`hold what a map holds (seed ${SEED}, MANE_SEED)`, { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const here = temporaryFolder();
        const core = openCore({ path: here.db });
        const model = new Map<string, Candle>();
        try {
          for (const one of steps) {
            if ('retainAtDay' in one) {
              const now = T0 + one.retainAtDay * DAY_MINUTES * MINUTE_MS;
              const steps = core.writer!.retain(
                { pricesDays: 3, candlesDays: 7, newsDays: 1, maxBytes: 4e9, maxPriceRows: 1e9 },
                now,
              );
              while (!steps.next().done);
              for (const [key, row] of model) if (row.openTime < now - 7 * DAY_MINUTES * MINUTE_MS) model.delete(key);
              continue;
            }
            core.writer!.journal(
              packJournal(
                one.seconds.map((second) => price(second)),
                one.candles,
              ),
            );
            for (const row of one.candles) {
              const key = `${row.symbol} ${row.openTime}`;
              if (row.repaired || !model.get(key)?.repaired) model.set(key, row);
            }
          }
          for (const symbol of ['BTC-USD', 'ETH-USD']) {
            const expected = [...model.values()]
              .filter((row) => row.symbol === symbol)
              .sort((a, b) => a.openTime - b.openTime);
            const packed = core.reader.candles({ symbol, venue: VENUE, from: 0, to: 8e12 });
            expect(unpackCandles({ symbol, venue: VENUE }, packed)).toEqual(expected);
            const held = core.reader.coverage(VENUE).find((row) => row.symbol === symbol);
            expect(held).toEqual(
              expected.length === 0
                ? undefined
                : { symbol, first: expected[0].openTime, last: expected.at(-1)!.openTime, candles: expected.length },
            );
          }
          const rows = core.db!.prepare('SELECT count(*) FROM prices').pluck().get();
          expect(core.reader.metrics(1).totals.prices).toBe(rows);
        } finally {
          core.close();
          here.remove();
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
