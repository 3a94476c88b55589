/**
 * The hot path, per tick and synchronous: guard → candle → detect → budget, with the journal and the board on the side. It
 * never waits for disk, network or window: what it hands over goes into bounded queues that are not its own.
 */
import { minuteOf, type Candle, type EpochMs, type FeedEvent, type Gap, type Repaired, type Ticker, type Trade } from '../../src-shared/market.ts'; // prettier-ignore
import type { GapRow } from '../../src-shared/ports/reader.ts';
import type { Detection } from '../detect/detection.ts';
import type { TickGuard } from '../feed/tick-guard.ts';
import type { CandleBuilder } from '../market/candle-builder.ts';
import type { Board } from '../publish/board.ts';
import type { DurableWrites } from './durable-writes.ts';
import type { Episodes } from './episodes.ts';
import { createHeldMinutes } from './held-minutes.ts';
import { createOpenGaps } from './open-gaps.ts';
import type { Sampler } from './sampler.ts';

export interface HotPathOptions {
  readonly venue: string;
  readonly builders: ReadonlyMap<string, CandleBuilder>;
  readonly guard: Pick<TickGuard, 'accept' | 'expire' | 'holding'>;
  readonly detection: Detection;
  readonly episodes: Episodes;
  readonly sampler: Sampler;
  readonly board: Board;
  readonly writes: DurableWrites;
  readonly marketNow: () => number;
  /** Market milliseconds after a minute's end before time alone closes it. */
  readonly graceMs: number;
  /** Market milliseconds that minutes behind a gap wait for its repair; null when nothing is ever repaired (a replay). */
  readonly repairPatienceMs: number | null;
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
  const held = createHeldMinutes(o.repairPatienceMs ?? 0);
  let learned = false;
  let closedCount = 0;
  /** What happened while history was being learned, in order: detection must not hear of it before. */
  const meanwhile: (() => void)[] = [];
  const inOrder = (happened: () => void): void => {
    if (learned) happened();
    else meanwhile.push(happened);
  };
  const detect = (candle: Candle, late: boolean): void => {
    if (learned) o.episodes.handle(o.detection.onClosed(candle, late ? LATE : ON_TIME));
    else meanwhile.push(() => detect(candle, late));
  };
  const keep = (candle: Candle): void => {
    o.sampler.candle(candle);
    o.board.closed(candle, learned);
  };
  const closeCandle = (candle: Candle): void => {
    closedCount += 1;
    if (held.holds(candle.symbol)) held.add(candle);
    else detect(candle, false);
    keep(candle);
  };
  const grow = (step: ReturnType<CandleBuilder['onTrade']> | undefined, time: EpochMs): void => {
    if (step === undefined) return;
    if (step.closed !== null) closeCandle(step.closed);
    if (step.forming === null) return;
    if (learned && !held.holds(step.forming.symbol)) o.episodes.handle(o.detection.onForming(step.forming, time));
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
    if (o.repairPatienceMs === null) inOrder(() => o.detection.onGap(gap.symbol, gap.from, gap.to));
    else held.open(gap);
    tellGap(o, gaps.open(gap));
  };
  const onRepaired = (repaired: Repaired): void => {
    const builder = o.builders.get(repaired.symbol);
    // The venue knows a whole minute after it: the forming one has ended, whatever grace it had left for trades on their way.
    const ended = builder === undefined ? null : endedBefore(builder, repaired.candles);
    if (ended !== null) closeCandle(ended);
    const changed = builder === undefined ? [...repaired.candles] : builder.merge([...repaired.candles]);
    for (const { candle, late } of held.repaired(repaired, changed)) detect(candle, late);
    changed.forEach(keep);
    for (const row of gaps.healedBy(repaired)) tellGap(o, { ...row, repaired_at: o.marketNow() });
  };
  /** Without its repair a gap voids what spans it. */
  const giveUp = (now: EpochMs): void => {
    for (const { symbol, from, to, minutes } of held.giveUp(now)) {
      inOrder(() => o.detection.onGap(symbol, from, to));
      for (const { candle, late } of minutes) detect(candle, late);
    }
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
      o.guard.expire(closeTo);
      for (const [symbol, builder] of o.builders) {
        // A print that waits for its confirmation still belongs to its minute.
        const waiting = o.guard.holding(symbol);
        const closed = builder.closeUpTo(waiting === null ? closeTo : Math.min(closeTo, minuteOf(waiting)));
        if (closed !== null) closeCandle(closed);
      }
      giveUp(now);
      // Detection's time stays behind the minutes that may still close: each is judged before the next one's level is known.
      if (learned) o.episodes.handle(o.detection.settle(Math.min(now, closeTo)));
    },
    flush: (now) => o.episodes.handle(o.detection.flush(now)),
    begin() {
      learned = true;
      for (const happened of meanwhile.splice(0)) happened();
    },
    closed: () => closedCount,
  };
}

/** The forming minute, closed, when minutes after it have come and not itself. */
function endedBefore(builder: CandleBuilder, candles: readonly Candle[]): Candle | null {
  const forming = builder.forming()?.openTime;
  if (forming === undefined || candles.some(({ openTime }) => openTime === forming)) return null;
  return builder.closeUpTo(Math.max(...candles.map(({ openTime }) => openTime)));
}

function tellGap(o: HotPathOptions, row: GapRow): void {
  void o.writes.write([{ method: 'saveGap', args: [row] }]);
  o.onGap(row);
}
