/**
 * Over a real SQLite file and a real detection: what is answered of a stretch of time, and that it is what was. The rarity worked
 * out again from stored candles is compared with that of a detection that saw them live.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src-shared/market.ts';
import type { Alert } from '../../../../src-shared/anomaly.ts';
import { SettingsSchema, type Settings } from '../../../../src-shared/settings.ts';
import { whyDetails, whyHeadline } from '../../../../src-shared/text/why.ts';
import type { WhyAnswer } from '../../../../src-shared/why.ts';
import { settableTime } from '../../../../src-main/base/clock.ts';
import { gapId } from '../../../../src-main/base/ids.ts';
import type { Detection } from '../../../../src-main/detect/detection.ts';
import type { WatchRecord } from '../../../../src-main/flow/watch-log.ts';
import { why, type WhyParts } from '../../../../src-main/flow/why/why.ts';
import { alertOf } from '../../../../src-main/publish/alert-text.ts';
import { openStore, type OpenStore } from '../../../../src-main/store/store-client.ts';
import { anomalyOf } from '../../../fixtures/anomaly.ts';
import { temporaryFolder } from '../../../fixtures/run-mane.ts';
import { detectionOf, merged, shippedThresholds, START, tape } from '../../detect/synthetic.ts';

const VENUE = 'test';
const SYMBOLS = ['BTC-USD', 'ETH-USD'];
const DAYS = 9;
const END = START + DAYS * DAY_MS;
/** A move of BTC that comes some times a day: half of what would alert. */
const MOVE_AT = DAYS * 1440 - 300;
const CANDLES = merged([
  tape({ symbol: 'BTC-USD', seed: 'why', minutes: DAYS * 1440, jumps: new Map([[MOVE_AT, -0.006]]), jumpVolume: 3 }),
  tape({ symbol: 'ETH-USD', seed: 'why too', minutes: DAYS * 1440 }),
]);
const signal = new AbortController().signal;

const folder = temporaryFolder();
let store: OpenStore;
let live: Detection;

beforeAll(async () => {
  store = await openStore({ path: join(folder.path, 'mane.db'), inThread: false });
  live = detectionOf(SYMBOLS);
  for (const candle of CANDLES) live.warm(candle);
  for (let i = 0; i < CANDLES.length; i += 5000)
    await store.writer.journal({ candles: CANDLES.slice(i, i + 5000), prices: [] });
  await store.writer.flush();
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

const watching = (from: number, to: number) => ({ from, to, state: 'watching' as const });
const RECORD: WatchRecord = {
  spans: [watching(END - 2 * DAY_MS, END - 10 * HOUR_MS), watching(END - 8 * HOUR_MS, END)],
  levels: [{ at: END - 6 * HOUR_MS, lambda: 1 / 9 }],
};
function partsOf(over: Partial<WhyParts> = {}, settings: Partial<Settings> = {}, record = RECORD): WhyParts {
  return {
    reader: store.reader,
    venue: VENUE,
    symbols: SYMBOLS,
    settings: () => SettingsSchema.parse(settings),
    clock: { market: settableTime(END), wall: settableTime(END) },
    thresholds: shippedThresholds(),
    watched: { record: () => record },
    ...over,
  };
}
async function asked(parts: WhyParts, from: number, to: number, symbol?: string): Promise<WhyAnswer> {
  const answer = await why(parts, { from, to, symbol }, signal);
  if (!answer.ok) throw new Error(answer.fault.detail);
  return answer.value;
}
const at = (time: number): string => new Date(time).toISOString().slice(11, 16);

describe('a stretch without an alert', () => {
  it('names the largest move, how rare it was, and from which level alerts began then', async () => {
    const answer = await asked(partsOf({ live }), END - 6 * HOUR_MS, END - 4 * HOUR_MS);
    expect(answer).toMatchObject({ rarity: { source: 'kept' }, level: { lambdaPerDay: 1 / 9, source: 'then' } });
    expect(answer).toMatchObject({ minutes: 120, watchedMinutes: 120, unwatched: [], learning: [] });
    const { symbol, time, changePct, minutes, lambdaPerDay } = answer.largest!;
    // The jump, or a window of up to a quarter of an hour that has it inside.
    expect(symbol).toBe('BTC-USD');
    expect(time / MINUTE_MS - START / MINUTE_MS - MOVE_AT).toBeGreaterThanOrEqual(0);
    expect(minutes).toBeGreaterThan(time / MINUTE_MS - START / MINUTE_MS - MOVE_AT);
    expect(minutes).toBeLessThanOrEqual(15);
    expect(changePct).toBeLessThan(-0.5);
    expect(lambdaPerDay).toBeGreaterThan(0);
    expect(whyHeadline(answer)).toBe('No alert: nothing was rare enough.');
    expect(whyDetails(answer, at)[0]).toMatch(/^The largest move was BTC-USD −0\.\d+ % in \d+ min at 19:\d\d, .*; alerts started at about once in 9 days then\.$/); // prettier-ignore
  });

  it('works the same rarity out again from the stored candles when no detection runs', async () => {
    const [from, to] = [END - 6 * HOUR_MS, END];
    const [kept, again] = [await asked(partsOf({ live }), from, to), await asked(partsOf(), from, to)];
    expect(again.rarity.source).toBe('recalculated');
    expect(again.largest).toMatchObject({ symbol: kept.largest!.symbol, time: kept.largest!.time });
    // A day less to learn from, at the most.
    expect(again.largest!.lambdaPerDay! / kept.largest!.lambdaPerDay!).toBeGreaterThan(0.5);
    expect(again.largest!.lambdaPerDay! / kept.largest!.lambdaPerDay!).toBeLessThan(2);
  });

  it('says what it does not know: level, rarity, and whether anybody watched', async () => {
    const bare = partsOf({ symbols: Array.from({ length: 60 }, (_, i) => `A${i}-USD`) }, {}, { spans: [], levels: [] });
    const answer = await asked(bare, END - 6 * HOUR_MS, END);
    expect(answer).toMatchObject({ level: null, watchedMinutes: null, largest: null, rarity: { source: 'not_known' } });
    expect(answer.unwatched).toEqual([
      { from: END - 6 * HOUR_MS, to: END, kind: 'unknown', symbols: [], repaired: null },
    ]);
    expect(whyHeadline(answer)).toContain('is not known');
    const said = whyDetails(answer, at).join(' ');
    expect(said).toContain('No candle of this time is stored.');
    expect(said).toContain('was not written down');
  });

  it('tells apart not running, paused, missed prices and what came before the record', async () => {
    const gap = { id: gapId(VENUE, 'ETH-USD', END - HOUR_MS), symbol: 'ETH-USD', venue: VENUE, from: END - HOUR_MS, to: END - HOUR_MS + 7 * MINUTE_MS, reason: 'disconnect', missing_trades: null, repaired_at: END }; // prettier-ignore
    await store.writer.saveGap(gap);
    const record: WatchRecord = {
      spans: [
        watching(END - 5 * HOUR_MS, END - 4 * HOUR_MS),
        { from: END - 4 * HOUR_MS, to: END - 3 * HOUR_MS, state: 'paused' },
        watching(END - 2 * HOUR_MS, END),
      ],
      levels: [],
    };
    const answer = await asked(partsOf({ live }, {}, record), END - 6 * HOUR_MS, END);
    expect(answer.unwatched.map(({ kind, from, to }) => [kind, (END - from) / MINUTE_MS, (END - to) / MINUTE_MS])).toEqual([
      ['unknown', 360, 300],
      ['paused', 240, 180],
      ['stopped', 180, 120],
      ['gap', 60, 53],
    ]); // prettier-ignore
    expect(answer).toMatchObject({ watchedMinutes: null, level: { source: 'now' } });
    const said = whyDetails(answer, at);
    expect(said).toContain('Prices of ETH-USD were missed from 23:00 to 23:07 (7 min); they were fetched afterwards, and what was found in them is marked as late.'); // prettier-ignore
    expect(said.join(' ')).toContain('the program was not running, or the machine slept');
    expect(said.join(' ')).toContain('watching was paused');
  });

  it('does not speak of what has not happened yet, nor of what nobody watched', async () => {
    const ahead = await asked(partsOf({ live }), END + HOUR_MS, END + 2 * HOUR_MS);
    expect(whyHeadline(ahead)).toBe('This stretch has not begun yet.');
    expect(whyDetails(ahead, at)).toEqual([]);
    const away = await asked(partsOf({ live }), END - 10 * HOUR_MS, END - 8 * HOUR_MS);
    expect(whyHeadline(away)).toBe('No alert: nobody was watching.');
    expect((await asked(partsOf({ live }), END - 30 * MINUTE_MS, END + HOUR_MS)).minutes).toBe(30);
  });

  it('names rules that would have kept one back', async () => {
    const settings = {
      notifications: { enabled: false, sound: false },
      snooze: { from: END - 2 * HOUR_MS, until: END - HOUR_MS },
      symbolRules: { 'ETH-USD': { muted: true, onceInDays: null, cooldownMinutes: null } },
    };
    const answer = await asked(partsOf({ live }, settings), END - 6 * HOUR_MS, END);
    expect(answer.rules).toMatchObject({
      notificationsOff: true,
      muted: ['ETH-USD'],
      snoozed: { from: END - 2 * HOUR_MS },
    });
    expect(whyDetails(answer, at).join(' ')).toMatch(/snoozed from 22:00 to 23:00\..*switched off.*ETH-USD is muted\./);
  });

  it('refuses a stretch that is too long, empty, or of a symbol that is not watched', async () => {
    const parts = partsOf({ live });
    expect(await why(parts, { from: 0, to: END }, signal)).toMatchObject({ ok: false, fault: { kind: 'bad_input' } });
    expect(await why(parts, { from: END, to: END }, signal)).toMatchObject({ ok: false, fault: { kind: 'bad_input' } });
    const foreign = await why(parts, { from: END - 1, to: END, symbol: 'DOGE-USD' }, signal);
    expect(foreign).toMatchObject({ ok: false, fault: { kind: 'not_found' } });
  });
});

describe('a stretch with anomalies', () => {
  it('tells what became of each, and looks for the largest move beside them', async () => {
    const own = temporaryFolder();
    const other = await openStore({ path: join(own.path, 'mane.db'), inThread: false });
    const told = anomalyOf({ symbol: 'BTC-USD', venue: VENUE, detected_at: START + MOVE_AT * MINUTE_MS + 30_000 }, { onset: START + MOVE_AT * MINUTE_MS, peak: { time: START + MOVE_AT * MINUTE_MS, price: 1, change_pct: -1 } }); // prettier-ignore
    const quiet = anomalyOf({ symbol: 'ETH-USD', venue: VENUE, detected_at: END - 2 * HOUR_MS }, { onset: END - 2 * HOUR_MS, peak: { time: END - 2 * HOUR_MS, price: 1, change_pct: 1 } }); // prettier-ignore
    const sent: Alert = {
      ...alertOf(told, told.detected_at),
      state: 'delivered',
      delivered_at: told.detected_at + 900,
    };
    const held: Alert = {
      ...alertOf(quiet, quiet.detected_at),
      state: 'suppressed',
      reason: 'quiet hours 21:00–07:00',
    };
    await other.writer.raise(told, sent);
    await other.writer.raise(quiet, held);
    const reader: WhyParts['reader'] = {
      ...store.reader,
      anomalies: (filter) => other.reader.anomalies(filter),
      alerts: (query) => other.reader.alerts(query),
    };
    const answer = await asked(partsOf({ live, reader }), END - 6 * HOUR_MS, END);
    await other.close();
    own.remove();
    expect(answer.counts).toEqual({ anomalies: 2, delivered: 1, held: 1, more: false });
    expect(answer.anomalies.map(({ alerts }) => alerts.map(({ state }) => state))).toEqual([
      ['suppressed'],
      ['delivered'],
    ]);
    expect(whyHeadline(answer)).toBe('1 alert delivered; 1 more anomaly was not, each for its own reason.');
    // The hour after an anomaly is unusual because of it.
    const since = Math.abs(answer.largest!.time - (answer.largest!.symbol === 'BTC-USD' ? told : quiet).detected_at);
    expect(since).toBeGreaterThanOrEqual(59 * MINUTE_MS);
    expect(whyDetails(answer, at)[0]).toContain('The largest other move was');
  });
});
