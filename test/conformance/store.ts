/**
 * What every store must do, whatever keeps the rows: one suite over an `open()` factory. A store is opened on a place of its
 * own and may be opened again on the same place.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Candle } from '../../src-shared/market.ts';
import { faultOf } from '../../src-shared/fault.ts';
import type { GapRow, BackfillRow } from '../../src-shared/ports/reader.ts';
import type { RetentionPolicy } from '../../src-shared/ports/writer.ts';
import { cursorOf } from '../../src-shared/history.ts';
import { childId, gapId } from '../../src-main/base/ids.ts';
import type { OpenStore } from '../../src-main/store/store-client.ts';
import {
  alertOf,
  anomaly,
  articleOf,
  candle,
  investigationOf,
  narrativeOf,
  newsItem,
  price,
  revisionOf,
  T0,
  VENUE,
} from './store-samples.ts';

export interface Place {
  open(): Promise<OpenStore>;
  remove(): Promise<void>;
}

const POLICY: RetentionPolicy = { pricesDays: 30, candlesDays: 400, newsDays: 400, maxBytes: 4e9, maxPriceRows: 2e7 };
const ALL = { symbol: 'BTC-USD', venue: VENUE, from: 0, to: 8e12 };
const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);

async function faultFrom(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return faultOf(error)?.kind ?? `a bug: ${String(error)}`;
  }
  return 'none';
}

export function storeConformance(name: string, place: () => Promise<Place>): void {
  describe(`store: ${name}`, () => {
    let here: Place;
    let store: OpenStore;

    beforeEach(async () => {
      here = await place();
      store = await here.open();
    });
    afterEach(async () => {
      await store.close();
      await here.remove();
    });

    async function journal(candles: Candle[], prices = [] as ReturnType<typeof price>[]): Promise<void> {
      await store.writer.journal({ candles, prices });
      await store.writer.flush();
    }
    const reopen = async (): Promise<void> => {
      await store.close();
      store = await here.open();
    };

    describe('market', () => {
      it('gives back candles and prices as they were, in [from, to), oldest first, at most `limit`', async () => {
        const candles = range(10).map((minute) => candle(minute, { trades: minute % 2 ? null : 4 }));
        const prices = range(20).map((second) => price(second));
        await journal(candles.toReversed(), prices.toReversed());
        expect(await store.reader.candles(ALL)).toEqual(candles);
        const some = { ...ALL, from: T0 + 2 * MINUTE_MS, to: T0 + 6 * MINUTE_MS };
        expect(await store.reader.candles(some)).toEqual(candles.slice(2, 6));
        expect(await store.reader.candles({ ...some, limit: 2 })).toEqual(candles.slice(2, 4));
        expect(await store.reader.prices({ symbol: 'BTC-USD', from: T0 + 5000, to: T0 + 9000 })).toEqual(
          prices.slice(5, 9),
        );
        expect(await store.reader.candles({ ...ALL, venue: 'other' })).toEqual([]);
      });

      it('replaces a streamed candle by a repaired one, never the other way round', async () => {
        const streamed = candle(1);
        const repaired = candle(1, { repaired: true, volume: 9 });
        await journal([streamed]);
        await journal([repaired]);
        await journal([candle(1, { volume: 1 })]);
        expect(await store.reader.candles(ALL)).toEqual([repaired]);
        await journal([candle(1, { repaired: true, volume: 11 })]);
        expect((await store.reader.candles(ALL))[0]?.volume).toBe(11);
      });

      it('takes a batch twice without doubling anything', async () => {
        for (let round = 0; round < 2; round++)
          await journal(
            range(5).map((m) => candle(m)),
            range(5).map((s) => price(s)),
          );
        const { totals } = await store.reader.metrics(5);
        expect([totals.candles, totals.prices]).toEqual([5, 5]);
      });

      it('parks rows it cannot take and keeps the others of the batch', async () => {
        const bad = [
          candle(1, { high: 1 }),
          candle(2, { close: NaN }),
          candle(3, { volume: -1 }),
          candle(4, { symbol: 'X'.repeat(21) }),
        ];
        await journal(
          [candle(0), ...bad, candle(5)],
          [price(0, { price: 0 }), price(1, { price: Infinity }), price(2)],
        );
        expect((await store.reader.candles(ALL)).map((row) => row.openTime)).toEqual([T0, T0 + 5 * MINUTE_MS]);
        expect(await store.reader.prices({ symbol: 'BTC-USD', from: 0, to: 8e12 })).toHaveLength(1);
        expect(store.writer.health()).toMatchObject({ state: 'ok', dropped: 6 });
        expect(store.writer.health().detail).toMatch(/6 rows refused/);
      });

      it('takes a large batch in which some rows are known, repaired or refused, and counts each row once', async () => {
        await journal([candle(70), candle(120, { repaired: true, volume: 9 })]);
        const repaired = candle(70, { repaired: true, volume: 7 });
        const batch = range(200).map((minute) => (minute === 70 ? repaired : candle(minute)));
        await journal([...batch, candle(130, { high: 1 }), candle(10)]);
        const stored = await store.reader.candles(ALL);
        const kept = new Map([
          [70, repaired],
          [120, candle(120, { repaired: true, volume: 9 })],
        ]);
        expect(stored).toEqual(range(200).map((minute) => kept.get(minute) ?? candle(minute)));
        expect((await store.reader.metrics(5)).totals.candles).toBe(200);
        const [held] = await store.reader.coverage(VENUE);
        expect(held).toMatchObject({ first: T0, last: T0 + 199 * MINUTE_MS, candles: 200 });
        expect(store.writer.health()).toMatchObject({ state: 'ok', dropped: 1 });
      });

      it('knows what range of each symbol it holds, and the newest event of a venue', async () => {
        expect(await store.reader.lastEventTime(VENUE)).toBeNull();
        await journal([...range(3, 4).map((m) => candle(m)), candle(9, { symbol: 'ETH-USD' })], [price(1)]);
        expect(await store.reader.coverage(VENUE)).toEqual([
          { symbol: 'BTC-USD', first: T0 + 4 * MINUTE_MS, last: T0 + 6 * MINUTE_MS, candles: 3 },
          { symbol: 'ETH-USD', first: T0 + 9 * MINUTE_MS, last: T0 + 9 * MINUTE_MS, candles: 1 },
        ]);
        expect(await store.reader.lastEventTime(VENUE)).toBe(T0 + 10 * MINUTE_MS);
        await journal([], [price(3600)]);
        expect(await store.reader.lastEventTime(VENUE)).toBe(T0 + 3600_000);
        expect(await store.reader.lastEventTime('other')).toBeNull();
      });

      it('commits the journal on its own, before any flush', async () => {
        await store.writer.journal({ candles: [candle(0)], prices: [] });
        await expect.poll(() => store.reader.candles(ALL), { timeout: 5000 }).toHaveLength(1);
        expect(store.writer.health().queued).toBe(0);
      });
    });

    describe('anomalies', () => {
      it('stores an anomaly with its alert and gives both back after a restart', async () => {
        const one = anomaly(30, { alerted_at: T0 + 30 * MINUTE_MS });
        const alert = alertOf(one);
        await store.writer.raise(one, alert);
        await reopen();
        const detail = await store.reader.anomaly(one.id);
        expect(detail).toEqual({
          anomaly: one,
          narrative: null,
          newsCount: 0,
          clusterCount: 0,
          articles: [],
          clusters: [],
          revisions: [],
          alerts: [alert],
          feedback: null,
        });
        expect(await store.reader.alerts({ from: 0, limit: 10 })).toEqual([alert]);
        expect(await store.reader.alerts({ from: 0, to: alert.raised_at + 1, limit: 10 })).toEqual([alert]);
        expect(await store.reader.alerts({ from: 0, to: alert.raised_at, limit: 10 })).toEqual([]);
        expect(await store.reader.anomaly('00000000-0000-4000-8000-000000000000')).toBeNull();
      });

      it('raises the same id twice without doubling it or undoing what came after', async () => {
        const one = anomaly(30);
        await store.writer.raise(one, null);
        const grown = {
          ...one,
          confidence: 0.97,
          detection_metadata: { ...one.detection_metadata, end: one.detected_at + 600_000 },
        };
        await store.writer.updateAnomaly(grown);
        await store.writer.saveNarrative(narrativeOf(one), [], 'accepted');
        await store.writer.raise({ ...one, alerted_at: 5 }, alertOf(one));
        await store.writer.raise(one, alertOf(one, { state: 'suppressed' }));
        const listed = await store.reader.anomalies({ limit: 10 });
        expect(listed).toHaveLength(1);
        expect(listed[0]?.anomaly).toEqual({ ...grown, stage: 'accepted', alerted_at: 5 });
        expect((await store.reader.anomaly(one.id))?.alerts).toEqual([alertOf(one)]);
      });

      it('grows confidence, metadata and alerted_at only; identity stays as raised', async () => {
        const one = anomaly(30);
        await store.writer.raise(one, null);
        const metadata = { ...one.detection_metadata, lambda_per_day: 0.01 };
        const changed = {
          ...one,
          symbol: 'ETH-USD',
          z_score: 1,
          stage: 'accepted' as const,
          detected_at: 1,
          confidence: 0.99,
          detection_metadata: metadata,
          alerted_at: 7,
        };
        await store.writer.updateAnomaly(changed);
        expect((await store.reader.anomaly(one.id))?.anomaly).toEqual({
          ...one,
          confidence: 0.99,
          detection_metadata: metadata,
          alerted_at: 7,
        });
        await store.writer.updateAnomaly({ ...one, alerted_at: null });
        expect((await store.reader.anomaly(one.id))?.anomaly.alerted_at).toBe(7);
      });

      it('makes calls together in their order, all of them or none', async () => {
        const [first, second] = [anomaly(1), anomaly(2)];
        await store.writer.together([
          { method: 'raise', args: [first, null] },
          { method: 'updateAnomaly', args: [{ ...first, confidence: 0.5 }] },
          { method: 'saveAlert', args: [alertOf(first)] },
        ]);
        expect((await store.reader.anomaly(first.id))?.anomaly.confidence).toBe(0.5);
        expect((await store.reader.anomaly(first.id))?.alerts).toHaveLength(1);
        const refused = store.writer.together([
          { method: 'updateAnomaly', args: [{ ...first, confidence: 0.75 }] },
          { method: 'raise', args: [second, null] },
          { method: 'raise', args: [anomaly(3, { symbol: 'X'.repeat(21) }), null] },
        ]);
        expect(await faultFrom(refused)).toBe('bad_input');
        expect((await store.reader.anomaly(first.id))?.anomaly.confidence).toBe(0.5);
        expect(await store.reader.anomaly(second.id)).toBeNull();
      });

      it('stores on growth an episode whose raise never arrived', async () => {
        await store.writer.updateAnomaly(anomaly(30, { stage: 'accepted' }));
        expect((await store.reader.unfinished(8e12))[0]).toEqual(anomaly(30));
      });

      it('moves stages forward by themselves and back only by setStage', async () => {
        const one = anomaly(30);
        const stage = async (): Promise<unknown> => (await store.reader.anomaly(one.id))?.anomaly.stage;
        await store.writer.raise(one, null);
        await store.writer.saveInvestigation(investigationOf(one, []));
        expect(await stage()).toBe('investigated');
        await store.writer.saveNarrative(narrativeOf(one), [], 'accepted');
        await store.writer.saveInvestigation(investigationOf(one, []));
        expect(await stage()).toBe('accepted');
        await store.writer.saveNarrative(narrativeOf(one), [], 'narrated');
        expect(await stage()).toBe('accepted');
        await store.writer.saveNarrative(narrativeOf(one, { revision: 2 }), [], 'withheld');
        expect(await stage()).toBe('withheld');
        await store.writer.setStage(one.id, 'raised');
        expect(await stage()).toBe('raised');
        expect(await faultFrom(store.writer.setStage('00000000-0000-4000-8000-000000000000', 'raised'))).toBe(
          'not_found',
        );
      });

      it('filters by symbol, type, time, confidence and verdict, newest first, and pages by `before`', async () => {
        const many = [
          anomaly(10),
          anomaly(20, { symbol: 'ETH-USD', anomaly_type: 'combined', confidence: 0.3 }),
          anomaly(30, { stage: 'withheld' }),
          anomaly(40, { symbol: 'ETH-USD', anomaly_type: 'price_spike' }),
        ];
        for (const one of many) await store.writer.raise(one, null);
        await store.writer.saveNarrative(narrativeOf(many[0]), [], 'accepted');
        const minutes = async (filter: object): Promise<number[]> => {
          const rows = await store.reader.anomalies({ limit: 10, ...filter });
          const past = rows.map(({ anomaly: a, narrative }) => ({
            id: a.id,
            symbol: a.symbol,
            venue: a.venue,
            detected_at: a.detected_at,
            price_change_pct: a.price_change_pct,
            volume_change_pct: a.volume_change_pct,
            onset: a.detection_metadata.onset,
            timeframe_minutes: a.detection_metadata.timeframe_minutes,
            breadth: a.detection_metadata.breadth,
            cause: narrative?.cause ?? null,
          }));
          expect(await store.reader.pastAnomalies({ limit: 10, ...filter })).toEqual(past);
          return past.map((one) => Math.floor((one.detected_at - T0) / MINUTE_MS));
        };
        expect(await minutes({})).toEqual([40, 30, 20, 10]);
        expect(await minutes({ limit: 2 })).toEqual([40, 30]);
        expect(await minutes({ limit: 2, before: many[2].detected_at })).toEqual([20, 10]);
        expect(await minutes({ symbol: 'ETH-USD' })).toEqual([40, 20]);
        expect(await minutes({ type: 'combined' })).toEqual([20]);
        expect(await minutes({ minConfidence: 0.5 })).toEqual([40, 30, 10]);
        expect(await minutes({ from: many[1].detected_at, to: many[2].detected_at })).toEqual([30, 20]);
        expect(await minutes({ verdict: 'accepted' })).toEqual([10]);
        expect(await minutes({ verdict: 'withheld' })).toEqual([30]);
        expect(await minutes({ verdict: 'unfinished' })).toEqual([40, 20]);
        expect(await minutes({ validatedOnly: true })).toEqual([10]);
        expect(await minutes({ validatedOnly: false, symbol: undefined, symbol2: 1 })).toEqual([40, 30, 20, 10]);
      });

      it('filters by cause, market-wide move, group and feedback, and counts what it would list', async () => {
        const [lead, member, alone] = [
          anomaly(10),
          anomaly(11, { symbol: 'ETH-USD' }),
          anomaly(12, { symbol: 'SOL-USD' }),
        ];
        const grouped = (one: typeof lead) => ({
          ...one,
          detection_metadata: { ...one.detection_metadata, group: lead.id },
        });
        for (const one of [grouped(lead), grouped(member), alone]) await store.writer.raise(one, null);
        await store.writer.saveNarrative(narrativeOf(alone, { cause: 'likely_cause' }), [], 'accepted');
        await store.writer.saveFeedback(member.id, 'down', 'late', T0);
        const symbols = async (filter: object): Promise<string[]> => {
          const rows = await store.reader.anomalies({ limit: 10, ...filter });
          expect(await store.reader.countAnomalies(filter)).toBe(rows.length);
          return rows.map(({ anomaly: { symbol } }) => symbol);
        };
        expect(await symbols({})).toEqual(['SOL-USD', 'ETH-USD', 'BTC-USD']);
        expect(await symbols({ marketWide: true })).toEqual(['ETH-USD', 'BTC-USD']);
        expect(await symbols({ marketWide: false, mine: false })).toHaveLength(3);
        expect(await symbols({ group: lead.id })).toEqual(['ETH-USD', 'BTC-USD']);
        expect(await symbols({ mine: true })).toEqual(['ETH-USD']);
        expect(await symbols({ cause: 'likely_cause' })).toEqual(['SOL-USD']);
        expect(await symbols({ cause: 'likely_cause', verdict: 'withheld' })).toEqual([]);
      });

      it('orders by rarity and by the size that is shown, and goes on behind a cursor', async () => {
        const grown = (peak: number) => ({ ...anomaly(1).detection_metadata, peak: { time: T0, price: 1, change_pct: peak } }); // prettier-ignore
        const many = [
          anomaly(10, { confidence: 0.5, price_change_pct: -2, detection_metadata: grown(-2.5) }),
          anomaly(20, { confidence: 0.9, price_change_pct: 3, detection_metadata: grown(3) }),
          anomaly(30, { confidence: 0.5, price_change_pct: 2, detection_metadata: grown(6) }),
          anomaly(40, { confidence: 0.7, price_change_pct: 0, detection_metadata: grown(9) }),
        ];
        for (const one of many) await store.writer.raise(one, null);
        for (const sort of ['newest', 'rarest', 'largest'] as const) {
          const whole = (await store.reader.anomalies({ sort, limit: 10 })).map((row) => row.anomaly);
          const sizes = { newest: [0, 2, 3, 2], rarest: [3, 0, 2, 2], largest: [2, 3, 2, 0] };
          expect(whole.map((one) => Math.abs(one.price_change_pct ?? 0))).toEqual(sizes[sort]);
          for (const [k, one] of whole.entries()) {
            const behind = await store.reader.anomalies({ sort, after: cursorOf(one, sort), limit: 10 });
            expect(behind.map((row) => row.anomaly.id)).toEqual(whole.slice(k + 1).map(({ id }) => id));
          }
          const skipped = await store.reader.anomalies({ sort, after: cursorOf(whole[0], sort), skip: 1, limit: 1 });
          expect(skipped.map((row) => row.anomaly.id)).toEqual([whole[2].id]);
        }
      });

      it('lists what the cold path has to continue: not final, or detected since the follow-up began', async () => {
        const final = [anomaly(10), anomaly(50)];
        for (const one of [...final, anomaly(20)]) await store.writer.raise(one, null);
        for (const one of final) await store.writer.saveNarrative(narrativeOf(one), [], 'accepted');
        const ids = (await store.reader.unfinished(T0 + 45 * MINUTE_MS)).map((row) => row.id);
        expect(ids).toEqual([anomaly(20).id, anomaly(50).id]);
      });

      it('refuses what breaks the seed’s checks, whole', async () => {
        expect(await faultFrom(store.writer.raise(anomaly(1, { confidence: 1.5 }), null))).toBe('bad_input');
        expect(await faultFrom(store.writer.raise(anomaly(2, { symbol: 'A'.repeat(21) }), null))).toBe('bad_input');
        const good = anomaly(3);
        const bad = alertOf(good, { state: 'lost' as never });
        expect(await faultFrom(store.writer.raise(good, bad))).toBe('bad_input');
        expect(await store.reader.anomalies({ limit: 10 })).toEqual([]);
        expect(store.writer.health().state).toBe('ok');
      });

      it('moves an alert forward only: raised, delivered, seen', async () => {
        const one = anomaly(1);
        const alert = alertOf(one);
        await store.writer.raise(one, alert);
        await store.writer.saveAlert({ ...alert, state: 'seen', seen_at: 20 });
        await store.writer.saveAlert({ ...alert, state: 'delivered', delivered_at: 10 });
        const [stored] = (await store.reader.anomaly(one.id))!.alerts;
        expect(stored).toMatchObject({ state: 'seen', seen_at: 20 });
        expect(await faultFrom(store.writer.saveAlert(alertOf(anomaly(2))))).toBe('not_found');
      });

      it('keeps one feedback per anomaly, the last', async () => {
        const one = anomaly(1);
        await store.writer.raise(one, null);
        await store.writer.saveFeedback(one.id, 'up', null, 1);
        await store.writer.saveFeedback(one.id, 'down', 'too late', 2);
        expect((await store.reader.anomaly(one.id))?.feedback).toEqual({
          vote: 'down',
          note: 'too late',
          created_at: 2,
        });
        expect(await faultFrom(store.writer.saveFeedback(anomaly(2).id, 'up', null, 1))).toBe('not_found');
      });
    });

    describe('news and narratives', () => {
      it('replaces the linked articles and clusters of an anomaly', async () => {
        const one = anomaly(1);
        await store.writer.raise(one, null);
        const first = articleOf(one, newsItem('a'));
        const second = articleOf(one, newsItem('b', { url: null, assets: [], sentiment: null, price_report: true }), {
          embedding: null,
          cluster_id: -1,
          timing_tag: 'post_event',
        });
        await store.writer.saveInvestigation(investigationOf(one, [first]));
        await store.writer.saveInvestigation(investigationOf(one, [first, second]));
        await store.writer.saveInvestigation(investigationOf(one, [second]));
        const detail = await store.reader.anomaly(one.id);
        expect(detail?.articles).toEqual([second]);
        expect(detail?.clusters).toEqual(investigationOf(one, [second]).clusters);
        expect([detail?.newsCount, detail?.clusterCount]).toEqual([1, 1]);
        expect(
          await faultFrom(
            store.writer.saveInvestigation(investigationOf(anomaly(2), [articleOf(anomaly(2), newsItem('c'))])),
          ),
        ).toBe('not_found');
      });

      it('gives the last close complete at each time, and none that is too old', async () => {
        await store.writer.journal({ prices: [], candles: [candle(1), candle(2), candle(9)] });
        await store.writer.flush();
        const at = (minute: number) => T0 + minute * MINUTE_MS;
        const times = [at(1), at(2), at(3) - 1, at(3) - 2, at(7), at(8), at(10), at(10) - 2];
        const asked = { symbol: 'BTC-USD', venue: VENUE, times, withinMs: 5 * MINUTE_MS };
        const [one, two, nine] = [1, 2, 9].map((minute) => candle(minute).close);
        expect(await store.reader.closesAt(asked)).toEqual([null, one, two, one, two, null, nine, null]);
        expect(await store.reader.closesAt({ ...asked, symbol: 'ETH-USD' })).toEqual(times.map(() => null));
        expect(await store.reader.closesAt({ ...asked, times: [] })).toEqual([]);
      });

      it('gives the mean embedding of the largest story', async () => {
        const [told, silent] = [anomaly(1), anomaly(2)];
        for (const one of [told, silent]) await store.writer.raise(one, null);
        const at = (k: number, value: number, cluster_id: number) =>
          articleOf(told, newsItem(`story ${k}`), { embedding: Array.from({ length: 384 }, () => value), cluster_id });
        const articles = [at(1, 0.2, 0), at(2, 0.4, 0), at(3, 0.9, -1), at(4, 0.8, 1)];
        const clusters = [0, 1].map((number) => {
          const of = articles.filter((article) => article.cluster_id === number);
          return { ...investigationOf(told, of).clusters[0], id: childId(told.id, 'cluster', `${number}`), cluster_number: number, size: of.length, article_ids: of.map(({ id }) => id) }; // prettier-ignore
        });
        await store.writer.saveInvestigation({ ...investigationOf(told, articles), clusters });
        const [found, ...more] = await store.reader.storyVectors([told.id, silent.id, 'unknown']);
        expect([found.anomaly_id, found.vector.length, more]).toEqual([told.id, 384, []]);
        expect(found.vector[7]).toBeCloseTo(0.3, 6);
      });

      it('keeps one narrative and every draft; a run repeated after a crash changes nothing', async () => {
        const one = anomaly(1);
        await store.writer.raise(one, null);
        const prompt = [
          { role: 'system', content: 'Two sentences.' },
          { role: 'user', content: '{"E1": "…"}' },
        ];
        const drafts = [{ ...revisionOf(one, 1, 1, false), prompt }, revisionOf(one, 1, 2, true)];
        for (let round = 0; round < 2; round++) await store.writer.saveNarrative(narrativeOf(one), drafts, 'accepted');
        let detail = await store.reader.anomaly(one.id);
        expect([detail?.narrative, detail?.revisions]).toEqual([narrativeOf(one), drafts]);
        const later = narrativeOf(one, {
          revision: 2,
          narrative_text: 'A later text.',
          validation_passed: null,
          updated_at: 9,
        });
        await store.writer.saveNarrative(later, [revisionOf(one, 2, 1, true)], 'accepted');
        await store.writer.saveNarrative(narrativeOf(one), drafts, 'withheld');
        detail = await store.reader.anomaly(one.id);
        expect(detail?.narrative).toEqual(later);
        expect(detail?.anomaly.stage).toBe('accepted');
        expect(detail?.revisions).toHaveLength(3);
      });

      it('keeps the archive by canonical URL with the first moment it was seen', async () => {
        const item = newsItem('a', { first_seen_at: T0 + 500 });
        await store.writer.saveNewsItems([item, newsItem('b', { published_at: T0 + 9000, assets: ['ETH'] })]);
        await store.writer.saveNewsItems([{ ...item, title: 'Changed title', first_seen_at: T0 + 99_000 }]);
        const all = { from: T0, to: T0 + HOUR_MS, limit: 10 };
        expect(await store.reader.news({ ...all, asset: 'BTC' })).toEqual([{ ...item, title: 'Changed title' }]);
        expect((await store.reader.news(all)).map((row) => row.title)).toEqual([
          'Exchange halts withdrawals after b',
          'Changed title',
        ]);
        expect(await store.reader.news({ ...all, limit: 1 })).toHaveLength(1);
        expect(await store.reader.news({ ...all, to: T0 })).toEqual([]);
        expect(await store.reader.news({ ...all, asset: "BTC' OR 1=1" })).toEqual([]);
      });

      it('strips U+0000, mends lone surrogates and cuts long labels', async () => {
        const one = anomaly(1);
        one.detection_metadata.reason = 'a\0b\\u0000c\ud800';
        await store.writer.raise(one, alertOf(one, { title: 'x\0y' }));
        await store.writer.saveNewsItems([newsItem('a', { title: '\0Title\udfff', source: 's'.repeat(80) })]);
        const detail = await store.reader.anomaly(one.id);
        expect(detail?.anomaly.detection_metadata.reason).toBe('ab\\u0000c\ufffd');
        expect(detail?.alerts[0]?.title).toBe('xy');
        const [item] = await store.reader.news({ from: 0, to: 8e12, limit: 1 });
        expect([item?.title, item?.source.length]).toEqual(['Title\ufffd', 50]);
      });
    });

    describe('books', () => {
      it('keeps gaps, and which of them are open', async () => {
        const gap: GapRow = {
          id: gapId(VENUE, 'BTC-USD', T0),
          symbol: 'BTC-USD',
          venue: VENUE,
          from: T0,
          to: T0 + 5000,
          reason: 'disconnect',
          missing_trades: null,
          repaired_at: null,
        };
        const other = { ...gap, id: gapId(VENUE, 'BTC-USD', T0 + 1), from: T0 + 1 };
        await store.writer.saveGap(gap);
        await store.writer.saveGap(other);
        await store.writer.saveGap({ ...gap, repaired_at: T0 + 9000 });
        expect(await store.reader.gaps({ venue: VENUE, limit: 10 })).toEqual([
          other,
          { ...gap, repaired_at: T0 + 9000 },
        ]);
        expect(await store.reader.gaps({ venue: VENUE, openOnly: true, limit: 10 })).toEqual([other]);
        expect(await store.reader.gaps({ venue: VENUE, symbol: 'BTC-USD', openOnly: true, limit: 10 })).toEqual([
          other,
        ]);
        expect(await store.reader.gaps({ venue: VENUE, symbol: 'ETH-USD', limit: 10 })).toEqual([]);
        expect(await store.reader.gaps({ venue: 'other', limit: 10 })).toEqual([]);
        const touching = (from: number, to: number) => store.reader.gaps({ venue: VENUE, from, to, limit: 10 });
        expect(await touching(T0 + 4999, T0 + 9000)).toHaveLength(2);
        expect(await touching(T0 + 5000, T0 + 9000)).toEqual([]);
        expect(await touching(0, T0 + 1)).toEqual([{ ...gap, repaired_at: T0 + 9000 }]);
      });

      it('keeps back-fill progress by range', async () => {
        const row: BackfillRow = {
          symbol: 'BTC-USD',
          venue: VENUE,
          data_type: 'prices',
          start_date: '2024-01-01',
          end_date: '2024-01-02',
          status: 'in_progress',
          records_processed: 0,
          error_message: null,
          started_at: 1,
          completed_at: null,
        };
        await store.writer.saveBackfill(row);
        const done: BackfillRow = { ...row, status: 'completed', records_processed: 2880, completed_at: 2 };
        await store.writer.saveBackfill(done);
        expect(await store.reader.backfills({ venue: VENUE })).toEqual([done]);
        expect(await store.reader.backfills({ venue: VENUE, symbol: 'ETH-USD' })).toEqual([]);
        expect(await faultFrom(store.writer.saveBackfill({ ...row, start_date: 'yesterday' }))).toBe('bad_input');
      });

      it('keeps the engine’s state as JSON', async () => {
        expect(await store.reader.state('detector')).toBeNull();
        await store.writer.saveState('detector', { a: [1, null, 'x'] });
        await store.writer.saveState('empty', undefined);
        await reopen();
        expect(await store.reader.state('detector')).toEqual({ a: [1, null, 'x'] });
        expect(await store.reader.state('empty')).toBeNull();
      });

      it('counts what it holds', async () => {
        await journal(
          range(3).map((m) => candle(m)),
          [price(0)],
        );
        const one = anomaly(1);
        await store.writer.raise(one, alertOf(one));
        await store.writer.raise(anomaly(2, { symbol: 'ETH-USD' }), null);
        await store.writer.saveInvestigation(investigationOf(one, [articleOf(one, newsItem('a'))]));
        await store.writer.saveNarrative(
          narrativeOf(one),
          [revisionOf(one, 1, 1, false), revisionOf(one, 1, 2, true)],
          'accepted',
        );
        const metrics = await store.reader.metrics(5);
        expect(metrics.totals).toEqual({
          prices: 1,
          candles: 3,
          anomalies: 2,
          alerts: 1,
          news_items: 0,
          news_articles: 1,
          narratives: 1,
          gaps: 0,
        });
        expect(metrics.per_symbol).toEqual({
          'BTC-USD': { anomalies: 1, alerts: 1, accepted: 1, withheld: 0 },
          'ETH-USD': { anomalies: 1, alerts: 0, accepted: 0, withheld: 0 },
        });
        expect(metrics.pass_rate).toEqual([{ llm_provider: 'template', total: 2, passed: 1, pass_rate: 50 }]);
        expect(metrics.budget).toEqual({ promised_per_day: 5, realised_per_day: null, days: 0 });
        expect(metrics.health).toMatchObject({ open_gaps: 0, unfinished: 1 });
      });
    });

    describe('retention', () => {
      it('thins prices to one a minute after 48 hours and deletes them after their days', async () => {
        const seconds = [...range(150), ...range(60, 40 * 86_400), ...range(60, 43 * 86_400)];
        await journal(
          [],
          seconds.map((second) => price(second)),
        );
        const now = T0 + 43 * DAY_MS + HOUR_MS;
        const gone = await store.writer.retain(POLICY, now);
        const left = (await store.reader.prices({ symbol: 'BTC-USD', from: 0, to: 8e12 })).map(
          (row) => (row.timestamp - T0) / 1000,
        );
        expect(left).toEqual([40 * 86_400 + 59, ...range(60, 43 * 86_400)]);
        expect(gone).toEqual({ prices: seconds.length - left.length, candles: 0, news_items: 0 });
        expect((await store.reader.metrics(5)).totals.prices).toBe(left.length);
        expect(await store.writer.retain(POLICY, now)).toEqual({ prices: 0, candles: 0, news_items: 0 });
      });

      it('deletes candles after their days and keeps the coverage true', async () => {
        await journal([candle(0), candle(1), candle(500 * 1440)]);
        await store.writer.retain(POLICY, T0 + 500 * DAY_MS);
        expect(await store.reader.coverage(VENUE)).toEqual([
          { symbol: 'BTC-USD', first: T0 + 500 * DAY_MS, last: T0 + 500 * DAY_MS, candles: 1 },
        ]);
        expect(await store.reader.candles(ALL)).toHaveLength(1);
      });

      it('keeps 90 days of candles beyond 50 symbols', async () => {
        await journal(range(51).map((n) => candle(0, { symbol: `S${n}-USD` })));
        expect(await store.writer.retain(POLICY, T0 + 89 * DAY_MS)).toMatchObject({ candles: 0 });
        expect(await store.writer.retain(POLICY, T0 + 91 * DAY_MS)).toMatchObject({ candles: 51 });
      });

      it('counts symbols, not the venues they are traded on', async () => {
        const symbols = range(26).map((n) => `S${n}-USD`);
        await journal(symbols.flatMap((symbol) => [candle(0, { symbol }), candle(0, { symbol, venue: 'kraken' })]));
        expect(await store.writer.retain(POLICY, T0 + 91 * DAY_MS)).toMatchObject({ candles: 0 });
      });

      it('holds the cap on rows, oldest first', async () => {
        await journal(
          [],
          range(3 * 3600).map((second) => price(second)),
        );
        await store.writer.retain({ ...POLICY, maxPriceRows: 9000 }, T0 + 3 * HOUR_MS);
        expect((await store.reader.metrics(5)).totals.prices).toBe(9000);
        expect((await store.reader.prices({ symbol: 'BTC-USD', from: 0, to: 8e12, limit: 1 }))[0]?.timestamp).toBe(
          T0 + 1_800_000,
        );
      });

      it('forgets old news unless an anomaly links it', async () => {
        const cited = newsItem('cited');
        const nameless = newsItem('nameless', { url: null });
        await store.writer.saveNewsItems([
          cited,
          nameless,
          newsItem('old'),
          newsItem('new', { published_at: T0 + 400 * DAY_MS }),
        ]);
        const one = anomaly(1);
        await store.writer.raise(one, null);
        await store.writer.saveInvestigation(investigationOf(one, [articleOf(one, cited), articleOf(one, nameless)]));
        await store.writer.retain(POLICY, T0 + 401 * DAY_MS);
        const titles = (await store.reader.news({ from: 0, to: 8e12, limit: 10 })).map((row) =>
          row.title.split(' ').at(-1),
        );
        expect(titles.sort()).toEqual(['cited', 'nameless', 'new']);
      });
    });

    describe('search', () => {
      const texts = [
        'Solana fell after a validator outage.',
        'Bitcoin rose on ETF inflows.',
        'Bitcoin fell; no linked report was found.',
      ];
      beforeEach(async () => {
        for (const [index, narrative_text] of texts.entries()) {
          const one = anomaly(index, { symbol: index === 0 ? 'SOL-USD' : 'BTC-USD' });
          await store.writer.raise(one, null);
          await store.writer.saveNarrative(narrativeOf(one, { narrative_text }), [], 'accepted');
        }
      });
      const found = async (text: string, symbol?: string): Promise<(string | undefined)[]> =>
        (await store.reader.search({ text, limit: 10, symbol })).map((hit) => hit.narrative?.narrative_text);

      it('finds narratives by words, parts and misspellings, the best first', async () => {
        expect(await found('validator outage')).toEqual([texts[0]]);
        expect(await found('validatr outage')).toEqual([texts[0]]);
        expect(await found('BITCOIN')).toEqual([texts[2], texts[1]]);
        expect(await found('bitcoin fell')).toEqual([texts[2], texts[1]]);
        expect(await found('zzzzzz')).toEqual([]);
        expect(await found('  ')).toEqual([]);
        expect(await found('bitcoin', 'SOL-USD')).toEqual([]);
      });

      it('looks through the newest texts when the query is shorter than a trigram', async () => {
        expect(await found('TF')).toEqual([texts[1]]);
        expect(await found('%')).toEqual([]);
      });

      it('searches within a filter, in another order, page by page', async () => {
        const asked = async (q: object): Promise<(string | undefined)[]> =>
          (await store.reader.search({ text: 'bitcoin fell', limit: 10, ...q })).map(
            (hit) => hit.narrative?.narrative_text,
          );
        expect(await asked({ skip: 1 })).toEqual([texts[1]]);
        expect(await asked({ skip: 2 })).toEqual([]);
        expect(await asked({ sort: 'newest' })).toEqual([texts[2], texts[1]]);
        expect(await asked({ to: anomaly(1).detected_at })).toEqual([texts[1]]);
        expect(await asked({ from: anomaly(2).detected_at })).toEqual([texts[2]]);
        expect(await asked({ verdict: 'withheld' })).toEqual([]);
        expect(await asked({ verdict: 'accepted', cause: narrativeOf(anomaly(1)).cause })).toHaveLength(2);
        await store.writer.saveFeedback(anomaly(1).id, 'up', null, T0);
        expect(await asked({ mine: true })).toEqual([texts[1]]);
        expect(await asked({ text: 'TF', mine: true })).toEqual([texts[1]]);
      });

      it('finds headlines, and forgets what was replaced', async () => {
        const one = anomaly(0, { symbol: 'SOL-USD' });
        await store.writer.saveInvestigation(
          investigationOf(one, [articleOf(one, newsItem('a', { title: 'Regulator sues exchange' }))]),
        );
        expect(await store.reader.search({ text: 'regulator', limit: 5 })).toMatchObject([
          { matched: 'headline', score: 1, snippet: 'Regulator sues exchange', newsCount: 1 },
        ]);
        await store.writer.saveInvestigation(investigationOf(one, []));
        await store.writer.saveNarrative(
          narrativeOf(one, { revision: 2, narrative_text: 'Nothing is known.' }),
          [],
          'accepted',
        );
        expect(await found('regulator')).toEqual([]);
        expect(await found('validator outage')).toEqual([]);
        expect(await found('nothing is known')).toEqual(['Nothing is known.']);
      });

      const hostile = [
        '"',
        "' OR 1=1 --",
        'a" OR narrative_text:"b',
        'NEAR(a b, 2)',
        '* AND NOT',
        'fell"*',
        '^zebra',
        '{a b} : c',
      ];
      const odd = ['\0\0\0', '😀😀😀😀', '\ud800x\udc00', 'x'.repeat(5000), '%', '_', '\\'];
      it('treats operators, quotes and broken characters as text', async () => {
        for (const text of [...hostile, ...odd]) expect(await found(text), text.slice(0, 30)).toEqual([]);
        // One trigram of six is missing: still the same words.
        expect(await found('^bitcoin')).toHaveLength(2);
        expect(await found('etf inflows')).toHaveLength(1);
      });
    });

    it('books model calls against their windows, all of them or none', async () => {
      const call = (n: number, tokens: number, cost: number | null = 0.01) => ({
        id: childId(anomaly(1).id, 'alert', `call ${n}`),
        time: T0 + n,
        provider: 'openai',
        model: 'm-1',
        purpose: 'narrator' as const,
        prompt_tokens: tokens,
        completion_tokens: 0,
        cost,
        anomaly_id: anomaly(1).id,
      });
      const windows = [
        { name: 'day' as const, from: T0, tokens: 100, money: 0.03 },
        { name: 'month' as const, from: T0 - DAY_MS, tokens: 150, money: null },
      ];
      const granted = async (n: number, tokens: number, cost?: number | null) =>
        (await store.writer.reserveUsage(call(n, tokens, cost), windows)).granted;
      expect(await store.writer.reserveUsage({ ...call(-5, 40), cost: null }, [])).toEqual({ granted: true, sums: [] });
      // At once, and never past a window together.
      const many = await Promise.all(range(20).map((n) => granted(n, 45)));
      expect(many.filter(Boolean)).toHaveLength(2);
      expect([await granted(50, 11), await granted(51, 10), await granted(52, 0), await granted(53, 0, 0)]).toEqual([
        false,
        true,
        false,
        true,
      ]);
      expect(await store.reader.usageSums([T0, T0 - DAY_MS, T0 + 100])).toEqual([
        { tokens: 100, money: 0.03, calls: 4 },
        { tokens: 140, money: 0.03, calls: 5 },
        { tokens: 0, money: 0, calls: 0 },
      ]);
      await store.writer.settleUsage({ id: call(0, 0).id, prompt_tokens: 5, completion_tokens: 2, cost: 0.001 });
      await store.writer.settleUsage({ id: call(99, 0).id, prompt_tokens: 5, completion_tokens: 2, cost: 0.001 });
      await store.close();
      store = await here.open();
      const rows = await store.reader.usage({ from: T0, limit: 9 });
      expect(rows.map(({ time, state, prompt_tokens }) => [time - T0, state, prompt_tokens])).toEqual([
        [53, 'reserved', 0],
        [51, 'reserved', 10],
        [1, 'reserved', 45],
        [0, 'settled', 5],
      ]);
      expect((await store.reader.usage({ from: 0, limit: 1 }))[0]).toEqual({ ...call(53, 0, 0), state: 'reserved' });
      // After 400 days a call is forgotten.
      await store.writer.reserveUsage(call(51 + 400 * DAY_MS, 7), []);
      const kept = (await store.reader.usage({ from: 0, limit: 9 })).map(({ prompt_tokens }) => prompt_tokens);
      expect(kept).toEqual([7, 0, 10]);
    });
  });
}
