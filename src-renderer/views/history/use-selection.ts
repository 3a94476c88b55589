/**
 * Which row of the list is selected, and the keys that move it: one row, one screen, the ends. A row that is still on its way is
 * scrolled to first and selected when it is there. The selection stands in the address.
 */
import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { go, hashOf, refine, useRoute } from '../../client/route.ts';
import { useCommand } from '../../client/use-command.ts';
import type { History } from './history-query.ts';

interface Place {
  readonly key: string;
  readonly index: number;
}

/** `fit`: rows in a screen. `auto`: the first row counts as selected until another one is. */
export function useSelection({ key, total, rowAt }: History, fit: number, auto: boolean) {
  const { params } = useRoute();
  const [place, setPlace] = useState<Place | null>(null);
  const at = place?.key === key ? Math.min(place.index, Math.max(0, total - 1)) : null;
  const held = at === null ? undefined : rowAt(at)?.anomaly.id;
  const given = params.pick ?? null;
  const selected = held ?? given ?? (auto ? (rowAt(0)?.anomaly.id ?? null) : null);

  const pick = useCallback((index: number): void => setPlace({ key, index }), [key]);
  const keep = useEffectEvent(() => refine({ pick: held ?? null, cite: null }));
  useEffect(() => {
    if (held !== undefined && held !== given) keep();
  }, [held, given]);

  const from = (): number => at ?? indexOf(rowAt, total, given);
  const move = (step: number): void => {
    if (total > 0) pick(Math.min(total - 1, Math.max(0, from() + step)));
  };
  useCommand('next', () => move(given === null && at === null && !auto ? 0 : 1));
  useCommand('previous', () => move(-1));
  useCommand('page-down', () => move(fit));
  useCommand('page-up', () => move(-fit));
  useCommand('first', () => move(-total));
  useCommand('last', () => move(total));
  useCommand('open', () => selected !== null && go(hashOf('anomaly', {}, selected)));
  return { selected, at, pick, chosen: at !== null || given !== null };
}

/** Among the first rows; one that the address names from far down counts as the first. */
const LOOKED_THROUGH = 500;
function indexOf(rowAt: History['rowAt'], total: number, id: string | null): number {
  if (id === null) return 0;
  for (let index = 0; index < Math.min(total, LOOKED_THROUGH); index++)
    if (rowAt(index)?.anomaly.id === id) return index;
  return 0;
}
