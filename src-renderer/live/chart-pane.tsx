/** The centre of Live: the symbol's headline numbers, timeframes, and the one chart with everything drawn on it. */
import { ChartCandlestick, Table2, TriangleAlert } from 'lucide-react';
import { useCallback, useState } from 'react';
import { priceText } from '../../src-shared/format.ts';
import { CandleChart } from '../chart/candle-chart.tsx';
import { ChartTable } from '../chart/chart-table.tsx';
import { TIMEFRAMES, type Bar, type Timeframe } from '../chart/aggregate.ts';
import type { PriceChart } from '../chart/price-chart.ts';
import { useConnection, useHealth, useQuote, useSymbols } from '../client/engine.tsx';
import { useCommand } from '../client/use-command.ts';
import { Change } from '../ui/change.tsx';
import { Button, IconButton, Notice, Tag } from '../ui/parts.tsx';
import { minuteRarityText } from '../ui/words.ts';
import { RarityDots } from '../ui/rarity.tsx';
import { BackfillBanner } from './backfill-banner.tsx';
import { HoverLegend, type HoverStore } from './hover-legend.tsx';
import { NewsPinNote } from './news-pin-note.tsx';
import { useLiveChart } from './use-live-chart.ts';
import { createValueStore } from '../client/value-store.ts';

interface ChartPaneProps {
  readonly symbol: string | null;
  readonly timeframe: Timeframe;
  readonly pickSymbol: boolean;
  readonly onSymbol: (symbol: string) => void;
  readonly onTimeframe: (timeframe: Timeframe) => void;
  readonly onOpen: (id: string) => void;
}

export function ChartPane({ symbol, timeframe, pickSymbol, onSymbol, onTimeframe, onOpen }: ChartPaneProps) {
  const [chart, setChart] = useState<PriceChart | null>(null);
  const [hover] = useState<HoverStore>(() => createValueStore<Bar | null>(null));
  const [table, setTable] = useState(false);
  const [pin, setPin] = useState<string | null>(null);
  const live = useLiveChart(chart, symbol, timeframe);
  useCommand('table', () => setTable((shown) => !shown));
  const ready = useCallback(
    (made: PriceChart | null) => {
      made?.onHover(hover.set);
      setChart(made);
    },
    [hover],
  );
  const open = (id: string): void => (id.startsWith('news:') ? setPin(id.slice(5)) : onOpen(id));
  const newest = live.bars.at(-1);
  const caption = `${symbol ?? 'No symbol'}, candles of ${timeframe}${newest === undefined ? '' : `, last close ${priceText(newest.close)}`}`;
  return (
    <section aria-label="Chart" className="flex h-full min-w-0 flex-col bg-panel">
      <header className="@container flex h-11 shrink-0 items-center gap-3 overflow-hidden border-b border-line pr-2 pl-4">
        {pickSymbol ? (
          <SymbolSelect symbol={symbol} onSymbol={onSymbol} />
        ) : (
          <h1 className="truncate text-sm font-semibold">{symbol ?? 'No symbol'}</h1>
        )}
        {symbol !== null && <HeadNumbers symbol={symbol} />}
        <Timeframes timeframe={timeframe} onTimeframe={onTimeframe} />
        <IconButton icon={Table2} label="Chart as a table" pressed={table} onClick={() => setTable(!table)} />
      </header>
      <BackfillBanner />
      <div className="relative min-h-0 flex-1" data-shows={newest === undefined ? undefined : symbol}>
        <CandleChart label={caption} onReady={ready} onOpen={open} />
        {newest !== undefined && !table && <HoverLegend store={hover} newest={newest} />}
        {table && <ChartTable bars={live.bars} caption={caption} />}
        {live.bars.length === 0 && <NoBars failed={live.failed} loading={live.loading} onAgain={live.again} />}
        <NewsPinNote item={live.news.find(({ id }) => id === pin) ?? null} onClose={() => setPin(null)} />
      </div>
    </section>
  );
}

function HeadNumbers({ symbol }: { symbol: string }) {
  const quote = useQuote(symbol);
  if (quote?.price == null) return null;
  return (
    <div className="flex min-w-0 items-baseline gap-3">
      <span className="text-lg leading-none font-semibold">{priceText(quote.price)}</span>
      <Change percent={quote.change24hPct} className="hidden text-xs @min-[470px]:inline" />
      {quote.learning ? (
        <Tag title="Too little history for a rarity of its own yet">learning</Tag>
      ) : (
        <span className="hidden items-center gap-2 truncate text-xs text-muted @min-[500px]:flex">
          <RarityDots lambda={quote.lambdaPerDay} />
          <span className="hidden truncate @min-[640px]:inline">{minuteRarityText(quote.lambdaPerDay)}</span>
        </span>
      )}
    </div>
  );
}

function SymbolSelect({ symbol, onSymbol }: { symbol: string | null; onSymbol: (symbol: string) => void }) {
  const symbols = useSymbols();
  return (
    <select
      aria-label="Symbol"
      value={symbol ?? ''}
      onChange={(event) => onSymbol(event.target.value)}
      className="h-7 rounded-sm border border-line bg-panel px-1.5 text-sm font-semibold"
    >
      {symbols.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function Timeframes({ timeframe, onTimeframe }: Pick<ChartPaneProps, 'timeframe' | 'onTimeframe'>) {
  return (
    <div role="group" aria-label="Timeframe" className="ml-auto flex shrink-0">
      {TIMEFRAMES.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === timeframe}
          onClick={() => onTimeframe(name)}
          className={`h-7 rounded-sm px-2 text-xs font-medium ${name === timeframe ? 'bg-raised text-text' : 'text-muted hover:text-text'}`}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function NoBars({ failed, loading, onAgain }: { failed: string | null; loading: boolean; onAgain: () => void }) {
  const filling = useHealth()?.backfill.active === true;
  const online = useConnection().kind === 'online';
  if (loading || !online) return null;
  if (failed !== null)
    return (
      <div className="absolute inset-0 bg-panel">
        <Notice
          icon={TriangleAlert}
          title="The candles could not be read"
          alert
          action={<Button onClick={onAgain}>Read again</Button>}
        >
          {`${failed}. What is stored stays stored; live prices go on in the watch-list.`}
        </Notice>
      </div>
    );
  return (
    <div className="absolute inset-0 bg-panel">
      <Notice icon={ChartCandlestick} title={filling ? 'History is on its way' : 'No candles yet'}>
        {filling
          ? 'The chart appears as soon as this symbol has been read.'
          : 'The first candle appears with the first trade, the next one a minute later.'}
      </Notice>
    </div>
  );
}
