/**
 * Between the sockets and the one reader. Bounded; when the reader falls so far behind that it is full, what is lost becomes
 * a gap event of that symbol, placed where the events are missing. Nothing is dropped silently.
 */
import { BoundedQueue } from '../base/bounded-queue.ts';
import type { EpochMs, FeedEvent, Gap, Ticker, Trade } from '../../src-shared/market.ts';

export interface EventQueue extends AsyncIterable<FeedEvent> {
  push(event: FeedEvent): void;
  close(): void;
  /** Events that found the queue full. */
  readonly overflowed: number;
}

interface Loss {
  from: EpochMs;
  to: EpochMs;
  trades: number;
}

/** `onLoss` makes the gap event (the ledger's), so that it is repaired too. */
export function createEventQueue(
  capacity: number,
  onLoss: (symbol: string, from: EpochMs, to: EpochMs) => Gap,
): EventQueue {
  const queue = new BoundedQueue<FeedEvent>(capacity);
  const losses = new Map<string, Loss>();
  let overflowed = 0;

  const lose = (event: FeedEvent): void => {
    overflowed += 1;
    if (event.kind === 'trade' || event.kind === 'ticker') widen(losses, event);
    else if (event.kind === 'gap' || event.kind === 'repaired') widenTo(losses, event.symbol, event.from, event.to);
  };
  /** Gaps wait until there is room for all of them and the event. */
  const tellLosses = (): boolean => {
    if (queue.capacity - queue.size <= losses.size) return false;
    for (const [symbol, loss] of losses) {
      const gap = onLoss(symbol, loss.from, loss.to);
      queue.push({ ...gap, missingTrades: loss.trades > 0 ? loss.trades : null });
    }
    losses.clear();
    return true;
  };
  return {
    push(event) {
      if (losses.size > 0 && !tellLosses()) lose(event);
      else if (!queue.push(event)) lose(event);
    },
    close() {
      tellLosses();
      queue.close();
    },
    get overflowed() {
      return overflowed;
    },
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
  };
}

function widen(losses: Map<string, Loss>, event: Trade | Ticker): void {
  const time = Number.isFinite(event.eventTime) ? event.eventTime : event.receivedTime;
  widenTo(losses, event.symbol, time, time + 1, event.kind === 'trade' ? 1 : 0);
}

function widenTo(losses: Map<string, Loss>, symbol: string, from: EpochMs, to: EpochMs, trades = 0): void {
  const known = losses.get(symbol);
  if (known === undefined) losses.set(symbol, { from, to, trades });
  else
    losses.set(symbol, { from: Math.min(known.from, from), to: Math.max(known.to, to), trades: known.trades + trades });
}
