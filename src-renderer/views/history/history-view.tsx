/** History: one search field, filter chips, a dense virtual list, the selected anomaly at the right. Keyboard only if you like. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { SearchX } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { faultText } from '../../client/fault-text.ts';
import { useConnection } from '../../client/engine.tsx';
import { go, hashOf, refine, useRoute } from '../../client/route.ts';
import { useMedia } from '../../client/settings.ts';
import { useCommand } from '../../client/use-command.ts';
import { moveSelection } from '../../live/feed-order.ts';
import { Button, Lines, Notice } from '../../ui/parts.tsx';
import { AnomalyPreview } from '../anomaly/anomaly-preview.tsx';
import { Filters, SearchField } from './filters.tsx';
import { filterOf, useHistory, type HistoryRow } from './history-query.ts';
import { HISTORY_COLUMNS, HistoryLine } from './history-row.tsx';

const ROW_HEIGHT = 32;
const pick = (id: string): void => refine({ pick: id, cite: null });
const open = (id: string): void => go(hashOf('anomaly', {}, id));

export function HistoryView() {
  const { params } = useRoute();
  const filter = filterOf(params);
  const history = useHistory(filter);
  const preview = useMedia('(min-width: 1180px)');
  const ids = history.rows.map(({ anomaly }) => anomaly.id);
  const selected = params.pick ?? (preview ? (ids[0] ?? null) : null);
  const move = (step: 1 | -1): void => {
    const next = moveSelection(ids, selected, step);
    if (next !== null) pick(next);
  };
  useCommand('next', () => move(1));
  useCommand('previous', () => move(-1));
  useCommand('open', () => selected !== null && open(selected));
  return (
    <div className="flex h-full bg-panel">
      <section
        aria-label="History"
        data-answers={history.answers ?? undefined}
        className="flex min-w-0 flex-1 flex-col"
      >
        <header className="flex flex-col gap-2 border-b border-line px-4 py-3">
          <h1 className="sr-only">History</h1>
          <SearchField text={filter.text} />
          <Filters filter={filter} />
        </header>
        <Columns />
        <Body history={history} selected={selected} />
      </section>
      {preview && selected !== null && <AnomalyPreview key={selected} id={selected} cite={params.cite ?? null} />}
    </div>
  );
}

function Columns() {
  return (
    <div aria-hidden className={`h-7 shrink-0 border-b border-line px-4 text-2xs text-muted ${HISTORY_COLUMNS}`}>
      <span>Detected</span>
      <span>Asset</span>
      <span className="text-right">Move</span>
      <span>Rarity</span>
      <span>Narrative</span>
      <span className="hidden full:inline">Cause</span>
    </div>
  );
}

function Body({ history, selected }: { history: ReturnType<typeof useHistory>; selected: string | null }) {
  const online = useConnection().kind === 'online';
  if (history.rows.length > 0) return <Rows rows={history.rows} selected={selected} more={history.more} />;
  if (history.error !== null && online)
    return (
      <Notice
        icon={SearchX}
        title="History could not be read"
        alert
        action={<Button onClick={history.again}>Read again</Button>}
      >
        {faultText(history.error)}. What is stored stays stored.
      </Notice>
    );
  if (history.loading || !online)
    return (
      <div className="p-4">
        <Lines count={5} />
      </div>
    );
  return (
    <Notice icon={SearchX} title={history.searching ? 'Nothing found' : 'Nothing here yet'}>
      {history.searching
        ? 'No narrative and no headline has these letters in it. Fewer words or wider filters find more.'
        : 'Each anomaly is listed here from the moment it is detected, and stays readable offline.'}
    </Notice>
  );
}

function Rows({
  rows,
  selected,
  more,
}: {
  rows: readonly HistoryRow[];
  selected: string | null;
  more: (() => void) | null;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the React compiler is not in the build
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && last >= rows.length - 20) more();
  }, [last, rows.length, more]);
  useEffect(() => {
    const index = rows.findIndex(({ anomaly }) => anomaly.id === selected);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [selected, rows, virtual]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const { id } = row.anomaly;
          return (
            <li key={id} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start}px)` }}>
              <HistoryLine row={row} selected={id === selected} onPick={() => pick(id)} onOpen={() => open(id)} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
