/**
 * The hot path, per tick and synchronous: guard → candle → detect → budget, with the journal and the board on the side. It
 * never waits for disk, network or window: what it hands over goes into bounded queues that are not its own.
 */
import type { Candle, EpochMs, FeedEvent, Gap, Repaired, Ticker, Trade } from '../../src-shared/market.ts';
import type { GapRow } from '../../src-shared/ports/reader.ts';
import type { Detection } from '../detect/detection.ts';
import type { CandleBuilder } from '../market/candle-builder.ts';
import type { Board } from '../publish/board.ts';
import type { DurableWrites } from './durable-writes.ts';
import type { Episodes } from './episodes.ts';
import { createOpenGaps } from './open-gaps.ts';
import type { Sampler } from './sampler.ts';

export interface HotPathOptions {
  readonly venue: string;
  readonly builders: ReadonlyMap<string, CandleBuilder>;
  readonly guard: { accept(event: FeedEvent): FeedEvent[] };
  readonly detection: Detection;
  readonly episodes: Episodes;
  readonly sampler: Sampler;
  readonly board: Board;
  readonly writes: DurableWrites;
  readonly marketNow: () => number;
  /** Market milliseconds after a minute's end before time alone closes it. */
  readonly graceMs: number;
  readonly onGap: (row: GapRow) => void;
}

export interface HotPath {
  handle(event: FeedEvent): void;
  /**
   * Time passes: closes minutes that no later trade closed, ends quiet episodes, releases held alerts. Minutes that ended by
   * `closeTo` close; default: the grace before now, because a live trade may still be on its way.
   */
  settle(now: number, closeTo?: number): void;
  /** End of input: open episodes end. */
  flush(now: number): void;
  /** History has been learned: detection begins. Minutes that closed meanwhile are handed over first. */
  begin(): void;
  /** Minutes closed so far, whether they came as candles or from trades; repaired ones are not counted again. */
  closed(): number;
}

const [LATE, ON_TIME] = [{ late: true }, { late: false }];

export function createHotPath(o: HotPathOptions): HotPath {
  const gaps = createOpenGaps(o.venue);
  let learned = false;
  let closedCount = 0;
  /** What happened while history was being learned, in order: detection must not hear of it before. */
  const meanwhile: (() => void)[] = [];
  const closeCandle = (candle: Candle, late = false): void => {
    if (!late) closedCount += 1;
    o.sampler.candle(candle);
    if (!learned) {
      meanwhile.push(() => o.episodes.handle(o.detection.onClosed(candle, { late })));
      return o.board.closed(candle, false);
    }
    o.episodes.handle(o.detection.onClosed(candle, late ? LATE : ON_TIME));
    o.board.closed(candle, true);
  };
  const grow = (step: ReturnType<CandleBuilder['onTrade']> | undefined, time: EpochMs): void => {
    if (step === undefined) return;
    if (step.closed !== null) closeCandle(step.closed);
    if (step.forming === null) return;
    if (learned) o.episodes.handle(o.detection.onForming(step.forming, time));
    o.board.forming(step.forming);
  };
  const onTrade = (trade: Trade): void => {
    o.sampler.tick(trade);
    o.board.price(trade.symbol, trade.price, trade.eventTime, trade.receivedTime);
    grow(o.builders.get(trade.symbol)?.onTrade(trade), trade.eventTime);
  };
  const onTicker = (ticker: Ticker): void => {
    o.sampler.tick(ticker);
    o.board.price(ticker.symbol, ticker.price, ticker.eventTime, ticker.receivedTime);
    // Only a market that never showed a trade is built from tickers; the builder knows.
    const step = o.builders.get(ticker.symbol)?.onTicker(ticker);
    if (step?.closed || step?.forming?.trades === null) grow(step, ticker.eventTime);
  };
  const onGap = (gap: Gap): void => {
    const forget = () => o.detection.onGap(gap.symbol, gap.from, gap.to);
    if (learned) forget();
    else meanwhile.push(forget);
    tellGap(o, gaps.open(gap));
  };
  const onRepaired = (repaired: Repaired): void => {
    const builder = o.builders.get(repaired.symbol);
    const changed = builder === undefined ? [...repaired.candles] : builder.merge([...repaired.candles]);
    for (const candle of changed) closeCandle(candle, true);
    for (const row of gaps.healedBy(repaired)) tellGap(o, { ...row, repaired_at: o.marketNow() });
  };
  return {
    handle(event) {
      for (const passed of o.guard.accept(event)) {
        if (passed.kind === 'trade') onTrade(passed);
        else if (passed.kind === 'ticker') onTicker(passed);
        else if (passed.kind === 'candle') closeCandle(passed.candle);
        else if (passed.kind === 'gap') onGap(passed);
        else onRepaired(passed);
      }
    },
    settle(now, closeTo = now - o.graceMs) {
      for (const builder of o.builders.values()) {
        const closed = builder.closeUpTo(closeTo);
        if (closed !== null) closeCandle(closed);
      }
      if (learned) o.episodes.handle(o.detection.settle(now));
    },
    flush: (now) => o.episodes.handle(o.detection.flush(now)),
    begin() {
      learned = true;
      for (const happened of meanwhile.splice(0)) happened();
    },
    closed: () => closedCount,
  };
}

function tellGap(o: HotPathOptions, row: GapRow): void {
  void o.writes.write([{ method: 'saveGap', args: [row] }]);
  o.onGap(row);
}
