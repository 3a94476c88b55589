/** The chart's table form, in step with its candles and with the overlays that are on. */
import { useSyncExternalStore } from 'react';
import { priceText } from '../../src-shared/format.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { ChartTable, type TableColumn } from '../chart/chart-table.tsx';
import type { PriceChart } from '../chart/price-chart.ts';
import type { LineId } from '../chart/studies.ts';
import type { OverlayChoice } from './overlay-choice.ts';
import type { BarStore } from './use-bars.ts';

interface LiveTableProps {
  readonly chart: PriceChart | null;
  readonly bars: BarStore;
  readonly caption: string;
  readonly choice: OverlayChoice;
  /** Base of the compared symbol while it is shown. */
  readonly compared: string | null;
}

export function LiveTable({ chart, bars, caption, choice, compared }: LiveTableProps) {
  const shown = useSyncExternalStore(bars.subscribe, bars.get);
  return <ChartTable bars={shown} caption={caption} columns={columnsOf(chart, choice, compared)} />;
}

function columnsOf(chart: PriceChart | null, choice: OverlayChoice, compared: string | null): TableColumn[] {
  const text = CHART_TEXT.studies;
  const line = (name: string, id: LineId): TableColumn => ({
    name,
    text: (index) => {
      const value = chart?.studyPoints()[index]?.[id] ?? null;
      return value === null ? '' : priceText(value);
    },
  });
  const averages = [line(text.ema(choice.fast), 'fast'), line(text.ema(choice.slow), 'slow')];
  const bands = [line(text.upper, 'upper'), line(text.middle, 'middle'), line(text.lower, 'lower')];
  const other: TableColumn = {
    name: compared === null ? '' : text.compare(compared),
    text: (index) => {
      const change = chart?.read(index)?.compared ?? null;
      return change === null ? '' : CHART_TEXT.change(change);
    },
  };
  return [...(choice.ema ? averages : []), ...(choice.bands ? bands : []), ...(compared === null ? [] : [other])];
}
