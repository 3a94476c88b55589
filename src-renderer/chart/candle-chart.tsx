/**
 * The React side of the one chart: creates it once, hands it what changed, and removes it with the view. The library is a quarter of
 * the window's code and comes after the first paint.
 */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { applyTheme, useTheme, useZone } from '../client/settings.ts';
import { readChartTheme } from './chart-theme.ts';
import type { PriceChart } from './price-chart.ts';

interface CandleChartProps {
  readonly label: string;
  readonly onReady: (chart: PriceChart | null) => void;
  readonly onOpen?: (id: string) => void;
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

export function CandleChart({ label, onReady, onOpen }: CandleChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<PriceChart | null>(null);
  const inForce = useTheme();
  const zone = useZone();
  const ready = useEffectEvent(onReady);
  const open = useEffectEvent((id: string) => onOpen?.(id));
  const [failure, setFailure] = useState<Error | null>(null);
  if (failure !== null) throw failure;
  const create = useEffectEvent((Chart: typeof PriceChart, element: HTMLElement): PriceChart => {
    applyTheme(inForce);
    const made = new Chart(element, readChartTheme(), zone);
    made.onOpen((id) => open(id));
    setChart(made);
    ready(made);
    return made;
  });

  useEffect(() => {
    let [gone, made]: [boolean, PriceChart | null] = [false, null];
    const begin = async (): Promise<void> => {
      const { PriceChart: Chart } = await import('./price-chart.ts');
      if (!gone && host.current !== null) made = create(Chart, host.current);
    };
    begin().catch((error: unknown) => setFailure(asError(error)));
    return () => {
      gone = true;
      ready(null);
      made?.remove();
    };
  }, []);
  useEffect(() => {
    applyTheme(inForce);
    chart?.setTheme(readChartTheme());
  }, [chart, inForce]);
  useEffect(() => chart?.setZone(zone), [chart, zone]);

  return <div ref={host} role="img" aria-label={label} className="absolute inset-0 isolate" data-testid="chart" />;
}
