/** Open, high, low, close and volume of the bar under the crosshair, or of the newest one. Only this re-renders on a move. */
import { useSyncExternalStore } from 'react';
import { priceText } from '../../src-shared/format.ts';
import type { Bar } from '../chart/aggregate.ts';
import type { ValueStore } from '../client/value-store.ts';
import { countText } from '../ui/words.ts';

export type HoverStore = ValueStore<Bar | null>;

export function HoverLegend({ store, newest }: { store: HoverStore; newest: Bar }) {
  const bar = useSyncExternalStore(store.subscribe, store.get) ?? newest;
  const entries: [string, string][] = [
    ['O', priceText(bar.open)],
    ['H', priceText(bar.high)],
    ['L', priceText(bar.low)],
    ['C', priceText(bar.close)],
    ['Vol', countText(bar.volume)],
  ];
  return (
    <dl aria-hidden className="pointer-events-none absolute top-2 left-4 z-10 flex flex-wrap gap-x-3 text-2xs">
      {entries.map(([name, value]) => (
        <div key={name} className="flex gap-1">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {bar.repaired && <div className="text-amber">repaired</div>}
    </dl>
  );
}
