/** Rehearsals over a real store: the same as a replay when nothing is changed, other alerts when something is, nothing written. */
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallTime } from '../../../src-main/base/clock.ts';
import { rehearse } from '../../../src-main/flow/rehearse.ts';
import { isoOf } from '../../../src-shared/format.ts';
import { DAY_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import type { RehearsalEvent } from '../../../src-shared/rehearsal.ts';
import type { Settings } from '../../../src-shared/settings.ts';
import { mane } from '../../fixtures/run-mane.ts';
import { allOf, DAYS, storeTapes, type StoredTapes, TAPE_START, TAPE_SYMBOLS, tapeSettings, TAPE_VENUE } from '../../fixtures/stored-tapes.ts'; // prettier-ignore
import type { OpenStore } from '../../../src-main/store/store-client.ts';
import { shippedThresholds } from '../detect/synthetic.ts';

const WINDOW_DAYS = 4;
const END = TAPE_START + DAYS * DAY_MS;
const never = new AbortController().signal;
let tapes: StoredTapes;
let store: OpenStore;
beforeAll(async () => {
  tapes = await storeTapes();
  store = await tapes.open();
});
afterAll(async () => {
  await store.close();
  tapes.remove();
});

const thresholds = shippedThresholds();
const optionsOf = (settings: Settings, days = WINDOW_DAYS, reader = store.reader) => ({
  reader,
  venue: TAPE_VENUE,
  settings,
  thresholds,
  days,
  wall: wallTime,
});

async function started(options: Parameters<typeof rehearse>[0], signal = never) {
  const result = await rehearse(options, signal);
  if (!result.ok) throw new Error(result.fault.detail);
  return result.value;
}

async function run(changed: Partial<Settings> = {}, days = WINDOW_DAYS): Promise<RehearsalEvent[]> {
  return allOf(await started(optionsOf(tapeSettings(changed), days)));
}

/** CPU milliseconds this thread worked between turns of the event loop, least first: a busy machine does not count. */
function countTurns(): { stop(): number[] } {
  const spent: number[] = [];
  const used = () => process.threadCpuUsage().user / 1000;
  let before = used();
  let timer = setImmediate(function turn() {
    const now = used();
    spent.push(now - before);
    before = now;
    timer = setImmediate(turn);
  });
  return {
    stop() {
      clearImmediate(timer);
      return spent.filter((ms) => ms > 0.5).sort((a, b) => a - b);
    },
  };
}

const ofKind = <K extends RehearsalEvent['kind']>(events: readonly RehearsalEvent[], kind: K) =>
  events.filter((event): event is Extract<RehearsalEvent, { kind: K }> => event.kind === kind);
const anomaliesIn = (events: readonly RehearsalEvent[]) => ofKind(events, 'anomaly');
const summaryIn = (events: readonly RehearsalEvent[]) => ofKind(events, 'summary')[0];

describe('a rehearsal', () => {
  it(
    'gives the anomalies and alerts of a replay of the same candles, of the window only',
    { timeout: 90_000 },
    async () => {
      const replayed = await mane(
        ['replay', '--from-store', '--venue', TAPE_VENUE, '--db', tapes.db, '--json', '--no-narrate', '--no-store'],
        { MANE_DATA: tapes.folder },
      );
      expect(replayed.stderr).toBe('');
      const from = isoOf(END - WINDOW_DAYS * DAY_MS);
      const wanted = replayed
        .lines()
        .filter((line) => line.type === 'anomaly' && String(line.detected_at) >= from)
        .map(({ id, symbol, detected_at, alerted_at }) => ({ id, symbol, detected_at, alerted_at }));
      const got = anomaliesIn(await run({ alertsPerDay: 5 })).map(({ anomaly }) => ({
        id: anomaly.id,
        symbol: anomaly.symbol,
        detected_at: isoOf(anomaly.detected_at),
        alerted_at: anomaly.alerted_at === null ? null : isoOf(anomaly.alerted_at),
      }));
      const byId = (a: { id: unknown }, b: { id: unknown }) => String(a.id).localeCompare(String(b.id));
      expect(wanted.filter(({ alerted_at }) => alerted_at !== null).length).toBeGreaterThan(5);
      expect(wanted.length).toBeLessThan(replayed.lines().length - 1);
      expect(got.sort(byId)).toEqual(wanted.sort(byId));
    },
  );

  it('gives other alerts with another budget, each anomaly with what became of it and why', async () => {
    const [few, many] = [
      await run({ alertsPerDay: 0.5, cooldownMinutes: 0 }),
      await run({ alertsPerDay: 20, cooldownMinutes: 0 }),
    ];
    const alerted = (events: RehearsalEvent[]) => ofKind(events, 'alert').map(({ anomaly }) => anomaly.id);
    expect(alerted(many).length).toBeGreaterThan(2 * alerted(few).length);
    expect(summaryIn(few)).toMatchObject({ promised_per_day: 0.5, alerts: alerted(few).length });
    expect(summaryIn(few).most_in_24h).toBeLessThanOrEqual(1);
    for (const { anomaly, outcome, reason } of [...anomaliesIn(few), ...anomaliesIn(many)]) {
      expect(reason.length).toBeGreaterThan(10);
      expect(outcome === 'sent').toBe(anomaly.alerted_at !== null);
      expect(outcome === 'digest').toBe(/kept for the digest/.test(reason));
    }
    const outcomes = new Set([...anomaliesIn(few), ...anomaliesIn(many)].map(({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set(['sent', 'digest', 'below_level']));
  });

  it('counts what it told, per symbol and together', async () => {
    const events = await run();
    const summary = summaryIn(events);
    expect(events.at(-1)).toBe(summary);
    const perSymbol = Object.values(summary.per_symbol);
    expect(Object.keys(summary.per_symbol).sort()).toEqual([...TAPE_SYMBOLS].sort());
    for (const key of ['anomalies', 'alerts', 'sent', 'digest', 'candles'] as const)
      expect(
        perSymbol.reduce((sum, one) => sum + one[key], 0),
        key,
      ).toBe(summary[key]);
    expect(summary).toMatchObject({
      anomalies: anomaliesIn(events).length,
      alerts: ofKind(events, 'alert').length,
      sent: anomaliesIn(events).filter(({ outcome }) => outcome === 'sent').length,
      digest: anomaliesIn(events).filter(({ outcome }) => outcome === 'digest').length,
      candles: TAPE_SYMBOLS.length * WINDOW_DAYS * 1440,
      from: END - WINDOW_DAYS * DAY_MS,
      to: END,
      warm_up_days: DAYS - WINDOW_DAYS,
      learning_days: 0,
      without_candles: [],
    });
    expect(summary.alerts_per_day).toBeCloseTo(summary.alerts / WINDOW_DAYS, 2);
    expect(anomaliesIn(events).every(({ anomaly }) => anomaly.detected_at >= summary.from)).toBe(true);
  });

  it('says how much of the window was learning when there is no warm-up', async () => {
    const summary = summaryIn(await run({}, 400));
    expect(summary).toMatchObject({ from: TAPE_START, warm_up_days: 0 });
    expect(summary.learning_days).toBeGreaterThan(4.9);
    expect(summary.learning_days).toBeLessThan(5.5);
  });

  it('keeps quiet hours and cooldown as the real alerts do', async () => {
    const allDay = await run({ quietHours: { enabled: true, from: '00:00', to: '23:59' } });
    const [plain, cooled] = [await run({ alertsPerDay: 20 }), await run({ alertsPerDay: 20, cooldownMinutes: 1440 })];
    const quiet = anomaliesIn(allDay).filter(({ reason }) => reason === 'quiet hours 00:00–23:59');
    expect(quiet.length).toBeGreaterThan(5);
    expect(quiet.every(({ outcome, anomaly }) => outcome === 'digest' && anomaly.alerted_at !== null)).toBe(true);
    expect(ofKind(allDay, 'alert').filter(({ sent }) => sent).length).toBe(summaryIn(allDay).sent);
    expect(summaryIn(cooled).alerts).toBe(summaryIn(plain).alerts);
    expect(summaryIn(cooled).sent).toBeLessThan(summaryIn(plain).sent);
    const sentTimes = anomaliesIn(cooled).filter(({ outcome }) => outcome === 'sent').map(({ anomaly }) => [anomaly.symbol, anomaly.alerted_at ?? 0] as const); // prettier-ignore
    for (const symbol of TAPE_SYMBOLS) {
      const times = sentTimes.flatMap(([name, time]) => (name === symbol ? [time] : [])).sort((a, b) => a - b);
      times.forEach((time, i) => i > 0 && expect(time - times[i - 1]).toBeGreaterThanOrEqual(DAY_MS));
    }
  });

  it('tells its progress in market time, from nothing to all', async () => {
    const progress = ofKind(await run(), 'progress');
    const total = DAYS * 1440;
    expect(progress[0]).toEqual({ kind: 'progress', done: 0, total, time: TAPE_START });
    expect(progress.at(-1)).toEqual({ kind: 'progress', done: total, total, time: END });
    progress.forEach(({ done, time }, i) => {
      expect(time).toBe(TAPE_START + done * MINUTE_MS);
      if (i > 0) expect(done).toBeGreaterThanOrEqual(progress[i - 1].done);
    });
  });
});

describe('what a rehearsal leaves alone', () => {
  it('ends at once when it is cancelled midway, without a summary', async () => {
    const stop = new AbortController();
    const seen: RehearsalEvent[] = [];
    let cancelledAt = 0;
    for await (const event of await started(optionsOf(tapeSettings()), stop.signal)) {
      seen.push(event);
      if (event.kind !== 'alert' || stop.signal.aborted) continue;
      stop.abort();
      cancelledAt = performance.now();
    }
    expect(cancelledAt).toBeGreaterThan(0);
    expect(performance.now() - cancelledAt).toBeLessThan(200);
    expect(ofKind(seen, 'summary')).toEqual([]);
    expect(ofKind(seen, 'alert').length).toBeLessThan(summaryIn(await run()).alerts);
  });

  it('writes nothing to the store', async () => {
    const other = new Database(tapes.db);
    const version = () => other.pragma('data_version', { simple: true });
    const before = version();
    await run({ alertsPerDay: 20 });
    expect(version()).toBe(before);
    // The same look sees a write when there is one.
    await store.writer.saveState('probe', 1);
    expect(version()).not.toBe(before);
    other.close();
  });

  it('reads pages of at most 1000 candles, and gives the thread back often', async () => {
    const limits: number[] = [];
    const reader = {
      coverage: (venue: string) => store.reader.coverage(venue),
      candles: (q: Parameters<typeof store.reader.candles>[0]) => {
        limits.push(q.limit ?? Infinity);
        return store.reader.candles(q);
      },
    };
    const events = await started(optionsOf(tapeSettings(), 400, reader as typeof store.reader));
    const turns = countTurns();
    for await (const event of events) void event;
    const spent = turns.stop();
    expect(Math.max(...limits)).toBeLessThanOrEqual(1000);
    expect(limits.length).toBeGreaterThan(TAPE_SYMBOLS.length * DAYS);
    expect(spent.length).toBeGreaterThan(20);
    expect(spent[Math.floor(spent.length * 0.95)]).toBeLessThan(20);
  });
});

describe('symbols without candles', () => {
  it('are named with what to do, and the others are rehearsed', async () => {
    const events = await run({ symbols: ['BTC-USD', 'ADA-USD'] });
    expect(ofKind(events, 'notice')).toEqual([
      { kind: 'notice', detail: 'no stored candles of ADA-USD on test in these days; fetch them with `mane backfill --symbol ADA-USD --days 12`' }, // prettier-ignore
    ]);
    expect(summaryIn(events)).toMatchObject({ without_candles: ['ADA-USD'], per_symbol: { 'BTC-USD': { candles: 4 * 1440 } } }); // prettier-ignore
  });

  it('are a fault when there is no other', async () => {
    const none = await rehearse(optionsOf(tapeSettings({ symbols: ['ADA-USD'] })), never);
    expect(none).toMatchObject({ ok: false, fault: { kind: 'not_found', detail: expect.stringContaining('mane backfill --symbol ADA-USD') as string } }); // prettier-ignore
  });
});

it('takes a hole in the tape as the gap a replay takes it for', { timeout: 90_000 }, async () => {
  const hole = [9 * 1440 + 100, 9 * 1440 + 400] as const;
  const broken = await storeTapes({ hole, symbols: ['BTC-USD'] });
  const opened = await broken.open(true);
  const options = { ...optionsOf(tapeSettings({ alertsPerDay: 20 })), reader: opened.reader };
  const got = anomaliesIn(await allOf(await started(options)));
  await opened.close();
  const replayed = await mane(
    [
      'replay',
      '--from-store',
      '--venue',
      TAPE_VENUE,
      '--db',
      broken.db,
      '--json',
      '--no-narrate',
      '--no-store',
      '--budget',
      '20',
    ],
    { MANE_DATA: broken.folder },
  );
  broken.remove();
  const from = isoOf(END - WINDOW_DAYS * DAY_MS);
  const ids = replayed.lines().filter((l) => l.type === 'anomaly' && String(l.detected_at) >= from).map(({ id }) => id); // prettier-ignore
  expect(ids.length).toBeGreaterThan(5);
  expect(got.map(({ anomaly }) => anomaly.id).sort()).toEqual(ids.sort());
});
