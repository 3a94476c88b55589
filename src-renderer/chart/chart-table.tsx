/** The same candles as a table, newest first, for who cannot or does not want to read the chart; with the overlays that are on. */
import { priceText } from '../../src-shared/format.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { useZone } from '../client/settings.ts';
import { toneOf } from '../ui/change.tsx';
import { countText, minuteRarityText } from '../ui/words.ts';
import { clockText, dayText, zoneName } from '../ui/zone.ts';
import type { Bar } from './aggregate.ts';

const ROWS = 120;

/** One more column: an overlay's value of the bar with that index, as text. */
export interface TableColumn {
  readonly name: string;
  readonly text: (index: number) => string;
}

interface ChartTableProps {
  readonly bars: readonly Bar[];
  readonly caption: string;
  readonly columns?: readonly TableColumn[];
}

export function ChartTable({ bars, caption, columns = [] }: ChartTableProps) {
  const zone = useZone();
  const text = CHART_TEXT.table;
  const first = Math.max(0, bars.length - ROWS);
  const newest = bars.slice(first).map((bar, at) => ({ bar, index: first + at }));
  const heads = [
    text.open,
    text.high,
    text.low,
    text.close,
    text.change,
    text.volume,
    ...columns.map(({ name }) => name),
  ];
  const last = bars.at(-1);
  return (
    <div
      className="absolute inset-0 z-10 overflow-auto bg-panel"
      tabIndex={0}
      role="region"
      aria-label={caption}
      data-inset-focus
    >
      <table className="w-full text-right text-xs whitespace-nowrap">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 bg-panel text-2xs text-muted">
          <tr className="h-7">
            <th scope="col" className="px-3 text-left font-medium">
              {text.time(last === undefined ? '' : zoneName(last.time, zone))}
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className="px-3 font-medium">
                {head}
              </th>
            ))}
            <th scope="col" className="px-3 text-left font-medium">
              {text.rarity}
            </th>
          </tr>
        </thead>
        <tbody>
          {newest.reverse().map(({ bar, index }) => (
            <Row
              key={bar.time}
              {...{ bar, index, columns }}
              before={bars[index - 1]}
              time={`${dayText(bar.time, zone)} ${clockText(bar.time, zone)}`}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly bar: Bar;
  readonly before: Bar | undefined;
  readonly index: number;
  readonly time: string;
  readonly columns: readonly TableColumn[];
}

function Row({ bar, before, index, time, columns }: RowProps) {
  const change = before === undefined ? null : (bar.close / before.close - 1) * 100;
  const rarity = minuteRarityText(bar.lambda);
  return (
    <tr className="h-7 border-t border-line/60">
      <th scope="row" className="px-3 text-left font-normal text-muted">
        {time}
      </th>
      {[bar.open, bar.high, bar.low, bar.close].map((price, column) => (
        <td key={column} className="px-3">
          {priceText(price)}
        </td>
      ))}
      <td className={`px-3 ${change === null ? '' : toneOf(change)}`}>
        {change === null ? '' : CHART_TEXT.change(change)}
      </td>
      <td className="px-3">{countText(bar.volume)}</td>
      {columns.map(({ name, text }) => (
        <td key={name} className="px-3">
          {text(index)}
        </td>
      ))}
      <td className="px-3 text-left text-muted">{bar.repaired ? CHART_TEXT.table.repaired(rarity) : rarity}</td>
    </tr>
  );
}
