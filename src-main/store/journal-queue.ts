/**
 * Prices and candles on their way to the store: bounded, grouped into commits of ≤ 5,000 rows at least every 250 ms (wall
 * time), tried again for as long as the disk refuses. When full the oldest price samples are given up and counted; candles
 * never are. A caller that awaits `push` is held back instead, so that a replay loses nothing.
 */
import { fault, faultOf, messageOf, type Fault } from '../../src-shared/fault.ts';
import type { Candle, PriceSample } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { JournalBatch } from '../../src-shared/ports/writer.ts';
import { createBackoff } from '../base/backoff.ts';
import { packJournal, type PackedJournal } from './packed-journal.ts';
import type { JournalReceipt } from './sqlite-journal.ts';

const GROUP_ROWS = 5000;
const GROUP_MS = 250;
const RETRY_CAP_MS = 30_000;

export interface JournalQueueOptions {
  readonly send: (batch: PackedJournal) => Promise<JournalReceipt>;
  /** Price samples held at most; candles come on top of it. */
  readonly limit: number;
  readonly wall: TimeSource;
  readonly random: () => number;
  readonly onWritten: (receipt: JournalReceipt) => void;
  readonly onFault: (fault: Fault) => void;
}

export interface JournalQueue {
  push(batch: JournalBatch): Promise<void>;
  /** Hands everything queued over now, before the call that follows it. */
  post(): void;
  /** Resolves when all of it is committed; rejects with the fault that prevents it. */
  flush(): Promise<void>;
  queued(): number;
  dropped(): number;
  stop(): void;
}

interface Taken {
  readonly prices: PriceSample[];
  readonly candles: Candle[];
  readonly rows: number;
}

export function createJournalQueue({
  send,
  limit,
  wall,
  random,
  onWritten,
  onFault,
}: JournalQueueOptions): JournalQueue {
  let prices: PriceSample[] = [];
  let candles: Candle[] = [];
  let travelling = 0;
  let travellingPrices = 0;
  let dropped = 0;
  let failing = false;
  let waiting = false;
  const inFlight = new Set<Promise<void>>();
  const backoff = createBackoff({ baseMs: GROUP_MS, capMs: RETRY_CAP_MS, random });
  const stopping = new AbortController();
  const pending = (): number => prices.length + candles.length;

  function take(): Taken {
    const someCandles = candles.splice(0, GROUP_ROWS);
    const somePrices = prices.splice(0, GROUP_ROWS - someCandles.length);
    return { prices: somePrices, candles: someCandles, rows: someCandles.length + somePrices.length };
  }

  function sendNext(): void {
    if (pending() === 0) return;
    const taken = take();
    travelling += taken.rows;
    travellingPrices += taken.prices.length;
    const sent = send(packJournal(taken.prices, taken.candles)).then(
      (receipt) => {
        arrived(taken, sent);
        dropped += receipt.refused;
        failing = false;
        backoff.reset();
        onWritten(receipt);
        schedule();
      },
      (error: unknown) => {
        arrived(taken, sent);
        putBack(taken);
        throw failed(error);
      },
    );
    inFlight.add(sent);
    // Whoever flushes sees the rejection; nobody has to.
    sent.catch(() => undefined);
  }

  function arrived(taken: Taken, sent: Promise<void>): void {
    travelling -= taken.rows;
    travellingPrices -= taken.prices.length;
    inFlight.delete(sent);
  }

  function putBack(taken: Taken): void {
    candles = taken.candles.concat(candles);
    prices = taken.prices.concat(prices);
    dropOldest();
  }

  function failed(error: unknown): unknown {
    failing = true;
    // A bug in the store must be seen as well, and must not lose the rows.
    onFault(faultOf(error) ?? fault('corrupt', `the store failed: ${messageOf(error)}`));
    schedule();
    return error;
  }

  function dropOldest(): void {
    const excess = Math.min(prices.length, prices.length + travellingPrices - limit);
    if (excess <= 0) return;
    prices.splice(0, excess);
    dropped += excess;
  }

  function schedule(): void {
    if (waiting || pending() === 0 || stopping.signal.aborted) return;
    if (!failing && pending() >= GROUP_ROWS && inFlight.size === 0) return sendNext();
    waiting = true;
    wall.sleep(failing ? backoff.next() : GROUP_MS, stopping.signal).then(
      () => {
        waiting = false;
        if (inFlight.size === 0) sendNext();
      },
      () => undefined,
    );
  }

  async function roomLeft(): Promise<void> {
    while (!failing && pending() + travelling > limit / 2) {
      if (inFlight.size === 0) sendNext();
      await Promise.race([...inFlight]).catch(() => undefined);
    }
  }

  function post(): void {
    // While the disk refuses, the retries alone decide when to try again.
    if (!failing) sendAll();
  }

  function sendAll(): void {
    while (pending() > 0) sendNext();
  }

  return {
    async push(batch) {
      for (const price of batch.prices) prices.push(price);
      for (const candle of batch.candles) candles.push(candle);
      dropOldest();
      if (!failing && pending() >= GROUP_ROWS && inFlight.size === 0) sendNext();
      schedule();
      await roomLeft();
    },
    post,
    async flush() {
      sendAll();
      await Promise.all(inFlight);
    },
    queued: () => pending() + travelling,
    dropped: () => dropped,
    stop() {
      stopping.abort();
    },
  };
}
