/** Above the chart: the symbol with its headline numbers, the timeframes, and what can be done with the chart. */
import { Camera, Layers2, Table2 } from 'lucide-react';
import { compactPrice, priceText } from '../../src-shared/format.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { TIMEFRAMES, type Timeframe } from '../chart/aggregate.ts';
import { useQuote, useSymbols } from '../client/engine.tsx';
import { Change } from '../ui/change.tsx';
import { IconButton, Tag } from '../ui/parts.tsx';
import { RarityDots } from '../ui/rarity.tsx';
import { minuteRarityText } from '../ui/words.ts';
import { LastTrade } from './last-trade.tsx';
import type { BarStore } from './use-bars.ts';

export interface ChartHeadProps {
  readonly symbol: string | null;
  readonly timeframe: Timeframe;
  readonly pickSymbol: boolean;
  readonly onSymbol: (symbol: string) => void;
  readonly onTimeframe: (timeframe: Timeframe) => void;
  readonly bars: BarStore;
  readonly table: boolean;
  readonly onTable: () => void;
  readonly menu: boolean;
  readonly onMenu: () => void;
  readonly onPicture: () => void;
}

export function ChartHead(props: ChartHeadProps) {
  const { symbol, timeframe, pickSymbol, onSymbol, onTimeframe, bars, table, onTable, menu, onMenu, onPicture } = props;
  const { legend: _, ...text } = CHART_TEXT;
  return (
    <header className="@container flex h-11 shrink-0 items-center gap-3 overflow-hidden border-b border-line pr-2 pl-4">
      {pickSymbol ? (
        <SymbolSelect symbol={symbol} onSymbol={onSymbol} />
      ) : (
        <h1 className="shrink-0 text-sm font-semibold">{symbol ?? text.noSymbol}</h1>
      )}
      {symbol !== null && <HeadNumbers symbol={symbol} />}
      <LastTrade bars={bars} />
      <Timeframes timeframe={timeframe} onTimeframe={onTimeframe} />
      <span className="-ml-2 flex shrink-0">
        <span data-overlay-menu className="inline-flex">
          <IconButton icon={Layers2} label={text.menu.button} pressed={menu} aria-expanded={menu} onClick={onMenu} />
        </span>
        <IconButton
          icon={Camera}
          label={text.picture.save}
          onClick={onPicture}
          className="hidden @min-[520px]:inline-flex"
        />
        <IconButton icon={Table2} label={text.asTable} pressed={table} onClick={onTable} />
      </span>
    </header>
  );
}

function HeadNumbers({ symbol }: { symbol: string }) {
  const quote = useQuote(symbol);
  if (quote?.price == null) return null;
  const { learning, learningTitle } = CHART_TEXT;
  return (
    <div className="flex min-w-0 items-baseline gap-3 overflow-hidden py-2">
      <span
        className="hidden shrink-0 text-lg leading-none font-semibold @min-[450px]:inline"
        title={priceText(quote.price)}
      >
        {compactPrice(quote.price)}
      </span>
      <Change percent={quote.change24hPct} className="hidden text-xs @min-[470px]:inline" />
      {quote.learning ? (
        <Tag title={learningTitle}>{learning}</Tag>
      ) : (
        <span className="hidden items-center gap-2 truncate text-xs text-muted @min-[540px]:flex">
          <RarityDots lambda={quote.lambdaPerDay} />
          <span className="hidden truncate @min-[700px]:inline">{minuteRarityText(quote.lambdaPerDay)}</span>
        </span>
      )}
    </div>
  );
}

function SymbolSelect({ symbol, onSymbol }: { symbol: string | null; onSymbol: (symbol: string) => void }) {
  const symbols = useSymbols();
  return (
    <select
      aria-label={CHART_TEXT.symbol}
      value={symbol ?? ''}
      onChange={(event) => onSymbol(event.target.value)}
      className="h-7 min-w-24 shrink-0 rounded-sm border border-line bg-panel px-1 text-sm font-semibold"
    >
      {symbols.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function Timeframes({ timeframe, onTimeframe }: Pick<ChartHeadProps, 'timeframe' | 'onTimeframe'>) {
  return (
    <div role="group" aria-label={CHART_TEXT.timeframe} className="ml-auto flex shrink-0">
      {TIMEFRAMES.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === timeframe}
          onClick={() => onTimeframe(name)}
          className={`h-7 rounded-sm px-1.5 text-xs font-medium @min-[520px]:px-2 ${name === timeframe ? 'bg-raised text-text' : 'text-muted hover:text-text'}`}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
