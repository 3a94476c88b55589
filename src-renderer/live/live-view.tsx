/** Live: watch-list, chart and feed in three resizable panes; an anomaly opens in a drawer over them. */
import { useCallback, useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { isTimeframe, TIMEFRAMES, type Timeframe } from '../chart/aggregate.ts';
import { useEngine } from '../client/engine.tsx';
import { refine, useRoute } from '../client/route.ts';
import { useMedia } from '../client/settings.ts';
import { useCommand } from '../client/use-command.ts';
import { AnomalyFeed } from './anomaly-feed.tsx';
import { ChartPane } from './chart-pane.tsx';
import { moveSelection } from './feed-order.ts';
import { useMinutesAhead } from './use-candles.ts';
import { usePressed } from './use-pressed.ts';
import { useReady } from './use-ready.ts';
import { useFeed } from './use-feed.ts';
import { useWatchOrder } from './use-watch-order.ts';
import { WatchList } from './watch-list.tsx';

const chooseTimeframe = (tf: Timeframe): void => refine({ tf });

/** Opens the drawer, and its symbol's chart behind it. */
function useOpenAnomaly(): (id: string, cite?: string) => void {
  const { anomalies } = useEngine().store;
  return useCallback(
    (id, cite) => {
      const symbol = anomalies.get(id)?.anomaly.symbol;
      refine({ open: id, cite: cite ?? null, ...(symbol === undefined ? {} : { symbol }) });
    },
    [anomalies],
  );
}

export function LiveView({ active }: { active: boolean }) {
  const { params } = useRoute();
  const order = useWatchOrder();
  const { symbols } = order;
  const wide = useMedia('(min-width: 960px)');
  // Other views have no such parameters: the chart keeps what it showed.
  const [place, setPlace] = useState({ symbol: params.symbol, tf: params.tf });
  const moved = place.symbol !== params.symbol || place.tf !== params.tf;
  if (active && moved) setPlace({ symbol: params.symbol, tf: params.tf });
  const [pressed, setPressed] = usePressed();
  const symbol = pressed ?? place.symbol ?? order.first;
  const timeframe = isTimeframe(place.tf) ? place.tf : '1m';
  const shown = useReady(symbol, timeframe);
  const ahead = useMinutesAhead(timeframe);
  const chooseSymbol = useCallback(
    (chosen: string): void => {
      ahead(chosen);
      refine({ symbol: chosen });
    },
    [ahead],
  );
  const press = useCallback(
    (on: string): void => {
      ahead(on);
      setPressed(on);
    },
    [ahead, setPressed],
  );
  const openAnomaly = useOpenAnomaly();
  const feed = useFeedSelection(active, params.open ?? null, openAnomaly);
  useSymbolKeys(active, symbols, symbol, chooseSymbol);
  useTimeframeKeys(active);
  const layout = useDefaultLayout({
    id: wide ? 'mane.live' : 'mane.live.narrow',
    storage: localStorage,
    onlySaveAfterUserInteractions: true,
  });
  return (
    <Group orientation="horizontal" className="h-full" {...layout}>
      {wide && (
        <Panel id="watch" defaultSize={300} minSize={230} maxSize={420} groupResizeBehavior="preserve-pixel-size">
          <WatchList order={order} selected={symbol} onPress={press} onSelect={chooseSymbol} />
        </Panel>
      )}
      {wide && <Handle label={LIVE_TEXT.watchWidth} />}
      <Panel id="chart" minSize={320}>
        <ChartPane
          active={active}
          {...shown}
          pickSymbol={!wide}
          onSymbol={chooseSymbol}
          onTimeframe={chooseTimeframe}
          onOpen={openAnomaly}
        />
      </Panel>
      <Handle label={LIVE_TEXT.feedWidth} />
      <Panel
        id="feed"
        defaultSize={wide ? 340 : 300}
        minSize={260}
        maxSize={520}
        groupResizeBehavior="preserve-pixel-size"
      >
        <AnomalyFeed entries={feed.entries} selected={feed.selected} onOpen={openAnomaly} />
      </Panel>
    </Group>
  );
}

function Handle({ label }: { label: string }) {
  return (
    <Separator
      aria-label={label}
      className="w-px bg-line outline-offset-0 transition-colors duration-150 hover:bg-accent data-[separator=active]:bg-accent"
    />
  );
}

function useFeedSelection(active: boolean, open: string | null, openAnomaly: (id: string) => void) {
  const entries = useFeed();
  const [picked, setPicked] = useState<string | null>(null);
  const selected = open ?? picked;
  const move = (step: 1 | -1): void => {
    const next = moveSelection(
      entries.map(({ id }) => id),
      selected,
      step,
    );
    setPicked(next);
    if (open !== null && next !== null) openAnomaly(next);
  };
  useCommand('next', () => move(1), active);
  useCommand('previous', () => move(-1), active);
  useCommand('open', () => selected !== null && openAnomaly(selected), active);
  return { entries, selected };
}

function useSymbolKeys(
  active: boolean,
  symbols: readonly string[],
  symbol: string | null,
  choose: (symbol: string) => void,
): void {
  const move = (step: 1 | -1): void => {
    const next = moveSelection(symbols, symbol, step);
    if (next !== null) choose(next);
  };
  useCommand('next-symbol', () => move(1), active);
  useCommand('previous-symbol', () => move(-1), active);
}

function useTimeframeKeys(active: boolean): void {
  const choose = (index: number): void => chooseTimeframe(TIMEFRAMES[index] ?? '1m');
  useCommand('timeframe-1', () => choose(0), active);
  useCommand('timeframe-2', () => choose(1), active);
  useCommand('timeframe-3', () => choose(2), active);
  useCommand('timeframe-4', () => choose(3), active);
  useCommand('timeframe-5', () => choose(4), active);
}
