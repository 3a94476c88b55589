/** The candles around one event, with its onset, peak and end; a second, still chart that lives as long as its anomaly is shown. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import { priceDecimals, priceText } from '../../../src-shared/format.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { createSeries, type Bar } from '../../chart/aggregate.ts';
import { CandleChart } from '../../chart/candle-chart.tsx';
import { ChartTable } from '../../chart/chart-table.tsx';
import type { PriceChart } from '../../chart/price-chart.ts';
import { useConnection, useEngine } from '../../client/engine.tsx';
import { IconButton, SectionTitle } from '../../ui/parts.tsx';
import { directionOf, rarityStep } from '../../ui/words.ts';
import { Table2 } from 'lucide-react';
import { spanOf } from './event-span.ts';

const TEXT = ANOMALY_TEXT.chart;

function useEventBars(anomaly: Anomaly) {
  const { client } = useEngine();
  const online = useConnection().kind === 'online';
  const { from, to } = spanOf(anomaly);
  const { symbol } = anomaly;
  return useQuery({
    queryKey: ['event-bars', symbol, from, to],
    enabled: online,
    queryFn: async ({ signal }): Promise<readonly Bar[]> => {
      const answer = await client.candles({ symbol, from, to, limit: 1500 }, { signal });
      const series = createSeries('1m');
      series.apply(
        answer.candles,
        new Map(answer.rarity.map(({ openTime, lambdaPerDay }) => [openTime, lambdaPerDay])),
      );
      return series.bars();
    },
  }).data;
}

export function EventChart({ anomaly }: { anomaly: Anomaly }) {
  const [chart, setChart] = useState<PriceChart | null>(null);
  const [table, setTable] = useState(false);
  const bars = useEventBars(anomaly);
  useEffect(() => {
    if (chart === null || bars === undefined) return;
    drawEvent(chart, bars, anomaly);
  }, [chart, bars, anomaly]);
  const label = TEXT.label(anomaly.symbol, anomaly.price_before === null ? null : priceText(anomaly.price_before));
  return (
    <section aria-labelledby="event-chart-title">
      <SectionTitle
        id="event-chart-title"
        aside={<IconButton icon={Table2} label={TEXT.table} pressed={table} onClick={() => setTable(!table)} />}
      >
        {TEXT.title}
      </SectionTitle>
      <div className="relative h-56 overflow-hidden rounded-sm border border-line">
        <CandleChart label={label} onReady={setChart} />
        {table && <ChartTable bars={bars ?? []} caption={label} />}
        {bars?.length === 0 && (
          <p className="absolute inset-0 flex items-center justify-center bg-panel text-xs text-muted">{TEXT.none}</p>
        )}
      </div>
    </section>
  );
}

function drawEvent(chart: PriceChart, bars: readonly Bar[], anomaly: Anomaly): void {
  const { onset, peak, lambda_per_day } = anomaly.detection_metadata;
  const last = bars.at(-1);
  chart.setBars(bars, priceDecimals(last?.close ?? 0), true);
  const lines = [
    { time: onset, label: TEXT.onset, side: 'left' as const },
    { time: peak.time, label: TEXT.peak, side: 'right' as const },
  ].flatMap(({ time, label, side }) => {
    const bar = chart.barAt(time);
    return bar === null ? [] : [{ bar, label, side }];
  });
  chart.setOverlay({ lines });
  chart.setMarks([
    {
      id: anomaly.id,
      time: anomaly.detected_at,
      direction: directionOf(anomaly),
      step: rarityStep(lambda_per_day),
      newest: true,
    },
  ]);
  chart.fit();
}
