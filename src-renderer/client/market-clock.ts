/**
 * The market's clock as the window sees it: the newest market time it was told plus the wall time since, times the
 * market's speed. Ticks once a second for whoever shows ages. Null until the engine has told the time.
 */
import { createValueStore, type ValueStore } from './value-store.ts';

export interface MarketClock {
  readonly told: (marketNow: number, speed?: number) => void;
  readonly now: () => number | null;
  readonly speed: () => number;
  /** Market time, renewed every second while somebody listens. */
  readonly ticking: Pick<ValueStore<number | null>, 'get' | 'subscribe'>;
}

export function createMarketClock(wall: () => number = () => performance.now()): MarketClock {
  let anchor: { market: number; wall: number } | null = null;
  let speed = 1;
  let listeners = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const second = createValueStore<number | null>(null);
  const now = (): number | null => (anchor === null ? null : anchor.market + (wall() - anchor.wall) * speed);

  const stop = (): void => {
    listeners -= 1;
    if (listeners === 0) clearInterval(timer);
  };
  return {
    now,
    speed: () => speed,
    told(marketNow, newSpeed = speed) {
      speed = newSpeed;
      const first = anchor === null;
      anchor = { market: marketNow, wall: wall() };
      if (first) second.set(now());
    },
    ticking: {
      get: second.get,
      subscribe(listener) {
        if (listeners === 0) timer = setInterval(() => second.set(now()), 1000);
        listeners += 1;
        const off = second.subscribe(listener);
        return () => {
          off();
          stop();
        };
      },
    },
  };
}
