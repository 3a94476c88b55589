/** The same candles as a table, newest first, for who cannot or does not want to read the chart. */
import { priceText } from '../../src-shared/format.ts';
import { useZone } from '../client/settings.ts';
import { countText, minuteRarityText } from '../ui/words.ts';
import { clockText, dayText, zoneName } from '../ui/zone.ts';
import type { Bar } from './aggregate.ts';

const ROWS = 120;
const HEADS = ['Open', 'High', 'Low', 'Close', 'Volume'];

export function ChartTable({ bars, caption }: { bars: readonly Bar[]; caption: string }) {
  const zone = useZone();
  const newest = bars.slice(-ROWS).reverse();
  return (
    <div
      className="absolute inset-0 z-10 overflow-auto bg-panel"
      tabIndex={0}
      role="region"
      aria-label={caption}
      data-inset-focus
    >
      <table className="w-full text-right text-xs">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 bg-panel text-2xs text-muted">
          <tr className="h-7">
            <th scope="col" className="px-3 text-left font-medium">
              Time {newest[0] === undefined ? '' : zoneName(newest[0].time, zone)}
            </th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="px-3 font-medium">
                {head}
              </th>
            ))}
            <th scope="col" className="px-3 text-left font-medium">
              Rarity
            </th>
          </tr>
        </thead>
        <tbody>
          {newest.map((bar) => (
            <tr key={bar.time} className="h-7 border-t border-line/60">
              <th scope="row" className="px-3 text-left font-normal whitespace-nowrap text-muted">
                {dayText(bar.time, zone)} {clockText(bar.time, zone)}
              </th>
              {[bar.open, bar.high, bar.low, bar.close].map((price, column) => (
                <td key={column} className="px-3">
                  {priceText(price)}
                </td>
              ))}
              <td className="px-3">{countText(bar.volume)}</td>
              <td className="px-3 text-left whitespace-nowrap text-muted">
                {minuteRarityText(bar.lambda)}
                {bar.repaired && ', repaired'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
