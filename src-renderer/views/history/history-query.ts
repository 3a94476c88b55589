/** What History shows: the matches of a search of two characters or more, or every stored anomaly in the order asked for. */
import type { AnomalyWithNarrative, SearchHit } from '../../../src-shared/ports/reader.ts';
import { useConnection, useEngine, useMarketKnown } from '../../client/engine.tsx';
import { useZone } from '../../client/settings.ts';
import { conditionsOf, type HistoryFilter } from './history-filter.ts';
import { usePages } from './use-pages.ts';
import { SHORTEST, useSearch } from './use-search.ts';

export interface HistoryRow extends AnomalyWithNarrative {
  readonly snippet?: SearchHit['snippet'];
  readonly matched?: SearchHit['matched'];
}

export interface History {
  /** Filter, order and text in one word: another one is another list. */
  readonly key: string;
  readonly total: number;
  /** Undefined while it is on its way. */
  readonly rowAt: (index: number) => HistoryRow | undefined;
  readonly searching: boolean;
  /** The text that the rows shown were found by, '' when they are not a search's: it is marked in them. */
  readonly query: string;
  /** The text that these rows answer; null while the answer is on its way. */
  readonly answers: string | null;
  readonly loading: boolean;
  readonly error: Error | null;
  readonly again: () => void;
  /** Reads what comes after the last row; null when nothing does, or it is on its way. */
  readonly more: (() => void) | null;
  readonly hasMore: boolean;
}

/** Whether one text is what the other was, or becomes, while it is typed. */
const isOneTyping = (before: string | null, text: string): boolean =>
  before !== null && (text.startsWith(before) || before.startsWith(text));

export function useHistory(filter: HistoryFilter, typed: string, sight: readonly [number, number]): History {
  const { store } = useEngine();
  const zone = useZone();
  const online = useConnection().kind === 'online';
  const timed = useMarketKnown() || filter.days === null;
  const text = typed.trim();
  const searching = text.length >= SHORTEST;
  const key = JSON.stringify([filter, zone]);
  const conditions = () => conditionsOf(filter, store.clock.now() ?? 0, zone);
  const enabled = online && timed;
  const found = useSearch({ key, text, sort: filter.sort ?? 'best', conditions, enabled: enabled && searching });
  const sort = filter.sort === null || filter.sort === 'best' ? 'newest' : filter.sort;
  const listed = usePages({ key, sort, conditions, enabled: enabled && !searching, sight });
  if (!searching) return { ...listed, key, query: '', searching, answers: null, more: null, hasMore: false };
  const { rows, settled, by } = found;
  // The first letters of a search: what was listed stays until its first answer, nothing of an earlier search comes back.
  if (!settled && found.error === null && !isOneTyping(by, text))
    return { ...listed, loading: listed.total === 0, key, query: '', searching: false, answers: null, more: null, hasMore: false }; // prettier-ignore
  return {
    ...found,
    key: `${key}|${by ?? text}`,
    query: by ?? text,
    total: rows.length,
    rowAt: (index) => rows[index],
    searching,
    answers: settled ? text : null,
  };
}
