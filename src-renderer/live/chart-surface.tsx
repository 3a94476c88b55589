/**
 * The one chart as something to be read by keyboard and ear too: focused, the arrow keys move the crosshair from candle to candle
 * and what it points at is read out politely once the keys rest.
 */
import { useCallback, useEffect, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import { priceText } from '../../src-shared/format.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { CandleChart } from '../chart/candle-chart.tsx';
import type { PriceChart, Reading } from '../chart/price-chart.ts';
import { useZone } from '../client/settings.ts';
import { createValueStore } from '../client/value-store.ts';
import { minuteRarityText } from '../ui/words.ts';
import { clockText, dayText, zoneName, type ZoneChoice } from '../ui/zone.ts';
import type { HoverStore } from './chart-legend.tsx';
import { candleByKey } from './crosshair-keys.ts';

interface ChartSurfaceProps {
  readonly label: string;
  readonly chart: PriceChart | null;
  readonly hover: HoverStore;
  readonly count: number;
  readonly onReady: (chart: PriceChart | null) => void;
  readonly onOpen: (id: string) => void;
}

export function ChartSurface({ label, chart, hover, count, onReady, onOpen }: ChartSurfaceProps) {
  const [spoken] = useState(() => createValueStore<Reading | null>(null));
  const ready = useCallback(
    (made: PriceChart | null) => {
      made?.onHover(hover.set);
      onReady(made);
    },
    [hover, onReady],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = candleByKey(event.key, event.shiftKey, hover.get(), count);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    chart?.pointAt(next);
    hover.set(next);
    spoken.set(next === null ? null : (chart?.read(next) ?? null));
  };
  return (
    <div
      role="application"
      aria-label={`${label}. ${CHART_TEXT.keysHint}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group/chart absolute inset-0 outline-none"
    >
      <CandleChart label={label} onReady={ready} onOpen={onOpen} />
      <span
        aria-hidden
        className="pointer-events-none absolute inset-0 z-10 hidden outline-2 -outline-offset-2 outline-accent group-focus-visible/chart:block"
      />
      <Spoken reading={spoken} />
    </div>
  );
}

const REST_MS = 400;

export function spokenText({ bar, change }: Reading, zone: ZoneChoice): string {
  const time = `${dayText(bar.time, zone)} ${clockText(bar.time, zone)} ${zoneName(bar.time, zone)}`;
  const line = CHART_TEXT.spoken(
    time,
    priceText(bar.close),
    change === null ? null : CHART_TEXT.change(change),
    minuteRarityText(bar.lambda),
  );
  return bar.repaired ? CHART_TEXT.spokenRepaired(line) : line;
}

/** Only where the keys came to rest is told. */
function Spoken({
  reading,
}: {
  reading: { get: () => Reading | null; subscribe: (listener: () => void) => () => void };
}) {
  const zone = useZone();
  const current = useSyncExternalStore(reading.subscribe, reading.get);
  const [told, setTold] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setTold(current === null ? '' : spokenText(current, zone)), REST_MS);
    return () => clearTimeout(timer);
  }, [current, zone]);
  return (
    <p role="status" className="sr-only">
      {told}
    </p>
  );
}
