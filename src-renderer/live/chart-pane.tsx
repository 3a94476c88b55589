/** The centre of Live: the one chart with everything drawn on it, its head, legend, table form and overlay menu. */
import { memo, useCallback, useState } from 'react';
import { compactPrice } from '../../src-shared/format.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import type { Timeframe } from '../chart/aggregate.ts';
import type { PriceChart } from '../chart/price-chart.ts';
import { useCommand } from '../client/use-command.ts';
import { createValueStore } from '../client/value-store.ts';
import { BackfillBanner } from './backfill-banner.tsx';
import { ChartHead } from './chart-head.tsx';
import { ChartLegend, type HoverStore } from './chart-legend.tsx';
import { ChartSurface } from './chart-surface.tsx';
import { LiveTable } from './live-table.tsx';
import { NewsPinNote } from './news-pin-note.tsx';
import { NoBars } from './no-bars.tsx';
import { useOverlayChoice } from './overlay-choice.ts';
import { OverlayMenu } from './overlay-menu.tsx';
import { useLiveChart } from './use-live-chart.ts';
import { usePicture } from './use-picture.ts';

interface ChartPaneProps {
  readonly active: boolean;
  readonly symbol: string | null;
  readonly timeframe: Timeframe;
  readonly pickSymbol: boolean;
  readonly onSymbol: (symbol: string) => void;
  readonly onTimeframe: (timeframe: Timeframe) => void;
  readonly onOpen: (id: string) => void;
}

export const ChartPane = memo(function ChartPane(props: ChartPaneProps) {
  const { active, symbol, timeframe, pickSymbol, onSymbol, onTimeframe, onOpen } = props;
  const [chart, setChart] = useState<PriceChart | null>(null);
  const [hover] = useState<HoverStore>(() => createValueStore<number | null>(null));
  const [table, setTable] = useState(false);
  const [menu, setMenu] = useState(false);
  const [pin, setPin] = useState<string | null>(null);
  const { choice, change } = useOverlayChoice();
  const live = useLiveChart(chart, symbol, timeframe, choice);
  const picture = usePicture(chart, symbol, timeframe);
  const { bars, news, compared } = live;
  const any = bars.count > 0;
  const closeMenu = useCallback(() => setMenu(false), []);
  const open = (id: string): void => (id.startsWith('news:') ? setPin(id.slice(5)) : onOpen(id));
  useCommand('table', () => setTable((shown) => !shown), active);
  useCommand('overlays', () => setMenu((shown) => !shown), active);
  useCommand('picture', picture.save, active);
  useCommand('newest', () => chart?.showNewest(), active);
  const close = bars.store.get().at(-1)?.close;
  const caption =
    symbol === null
      ? CHART_TEXT.noSymbol
      : CHART_TEXT.caption(symbol, timeframe, close === undefined ? null : compactPrice(close));
  const shown = choice.compare ? compared : null;
  return (
    <section aria-label={CHART_TEXT.region} className="flex h-full min-w-0 flex-col bg-panel">
      <ChartHead
        {...{ symbol, timeframe, pickSymbol, onSymbol, onTimeframe, table, menu }}
        bars={bars.store}
        onTable={() => setTable(!table)}
        onMenu={() => setMenu(!menu)}
        onPicture={picture.save}
      />
      <BackfillBanner />
      <div className="relative min-h-0 flex-1" data-shows={any ? symbol : undefined}>
        <ChartSurface label={caption} {...{ chart, hover }} count={bars.count} onReady={setChart} onOpen={open} />
        {any && !table && <ChartLegend {...{ chart, hover, choice }} bars={bars.store} compared={shown} />}
        {table && <LiveTable {...{ chart, choice, caption }} bars={bars.store} compared={shown} />}
        {!any && <NoBars failed={live.failed} loading={live.loading} onAgain={live.again} />}
        {menu && <OverlayMenu choice={choice} onChange={change} compared={compared} onClose={closeMenu} />}
        <NewsPinNote item={news.find(({ id }) => id === pin) ?? null} onClose={() => setPin(null)} />
        <p role="status" className="sr-only">
          {picture.said}
        </p>
      </div>
    </section>
  );
});
