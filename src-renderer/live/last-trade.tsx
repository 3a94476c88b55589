/** When a symbol has not traded for a while: the minute of its last trade, so that an old price is not taken for a new one. */
import { useSyncExternalStore } from 'react';
import { MINUTE_MS } from '../../src-shared/market.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import type { Bar } from '../chart/aggregate.ts';
import { useMarketNow } from '../client/engine.tsx';
import { useZone } from '../client/settings.ts';
import { Tag } from '../ui/parts.tsx';
import { clockText, dayText, exactText, zoneName } from '../ui/zone.ts';
import type { BarStore } from './use-bars.ts';

/** Below this a minute without a trade is nothing to speak of. */
const QUIET_MS = 10 * MINUTE_MS;

/** The newest minute with a trade, when it is long enough ago; a candle without volume is none. */
export function quietSince(bars: readonly Bar[], now: number | null): number | null {
  const last = bars.findLast(({ volume }) => volume > 0);
  if (last === undefined || now === null) return null;
  return now - (last.lastMinute + MINUTE_MS) >= QUIET_MS ? last.lastMinute : null;
}

export function LastTrade({ bars }: { bars: BarStore }) {
  const zone = useZone();
  const now = useMarketNow();
  const since = useSyncExternalStore(bars.subscribe, () => quietSince(bars.get(), now));
  if (since === null || now === null) return null;
  const sameDay = dayText(since, zone) === dayText(now, zone);
  const clock = `${sameDay ? '' : `${dayText(since, zone)} `}${clockText(since, zone)} ${zoneName(since, zone)}`;
  return <Tag title={CHART_TEXT.lastTradeTitle(exactText(since, zone))}>{CHART_TEXT.lastTrade(clock)}</Tag>;
}
