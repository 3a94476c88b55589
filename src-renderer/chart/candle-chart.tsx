/** The React side of the one chart: creates it once, hands it what changed, and removes it with the view. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { applyTheme, useTheme, useZone } from '../client/settings.ts';
import { readChartTheme } from './chart-theme.ts';
import { PriceChart } from './price-chart.ts';

interface CandleChartProps {
  readonly label: string;
  readonly onReady: (chart: PriceChart | null) => void;
  readonly onOpen?: (id: string) => void;
}

export function CandleChart({ label, onReady, onOpen }: CandleChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<PriceChart | null>(null);
  const inForce = useTheme();
  const zone = useZone();
  const ready = useEffectEvent(onReady);
  const open = useEffectEvent((id: string) => onOpen?.(id));
  const create = useEffectEvent((element: HTMLElement): PriceChart => {
    applyTheme(inForce);
    return new PriceChart(element, readChartTheme(), zone);
  });

  useEffect(() => {
    if (host.current === null) return undefined;
    const made = create(host.current);
    made.onOpen((id) => open(id));
    setChart(made);
    ready(made);
    return () => {
      ready(null);
      made.remove();
    };
  }, []);
  useEffect(() => {
    applyTheme(inForce);
    chart?.setTheme(readChartTheme());
  }, [chart, inForce]);
  useEffect(() => chart?.setZone(zone), [chart, zone]);

  return <div ref={host} role="img" aria-label={label} className="absolute inset-0 isolate" data-testid="chart" />;
}
