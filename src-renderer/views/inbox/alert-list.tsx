/** The alerts under the headings of their groups; only what is in sight is drawn, the heading of what is on top stays. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Alert } from '../../../src-shared/anomaly.ts';
import { INBOX_TEXT } from '../../../src-shared/text/inbox.ts';
import { AlertRow } from './alert-row.tsx';
import type { InboxGroup } from './inbox-model.ts';

const [ROW, HEADING, NOTE] = [76, 28, 40] as const;
/** A frame's worth in a test without a layout. */
const FIRST = { width: 800, height: 600 };

type Entry =
  | { readonly kind: 'heading'; readonly group: InboxGroup }
  | { readonly kind: 'alert'; readonly alert: Alert; readonly group: InboxGroup }
  | { readonly kind: 'note'; readonly text: string };

interface AlertListProps {
  readonly groups: readonly InboxGroup[];
  readonly selected: string | null;
  readonly note: string | null;
  readonly onOpen: (alertId: string, anomalyId: string) => void;
}

/** The first heading is the one that stays. */
function entriesOf(groups: readonly InboxGroup[], note: string | null): Entry[] {
  const entries = groups.flatMap((group, index): Entry[] => [
    ...(index === 0 ? [] : [{ kind: 'heading', group } as const]),
    ...group.alerts.map((alert) => ({ kind: 'alert', alert, group }) as const),
  ]);
  return note === null ? entries : [...entries, { kind: 'note', text: note }];
}

const SIZE: Readonly<Record<Entry['kind'], number>> = { heading: HEADING, alert: ROW, note: NOTE };

export function AlertList({ groups, selected, note, onOpen }: AlertListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const entries = entriesOf(groups, note);
  // eslint-disable-next-line react-hooks/incompatible-library -- the React compiler is not in the build
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => SIZE[entries[index]?.kind ?? 'alert'],
    overscan: 8,
    // A new function with new entries: sizes belong to what stands in a place, not to the place.
    getItemKey: (index) => keyOf(entries[index]),
    initialRect: FIRST,
  });
  const items = virtual.getVirtualItems();
  const offset = virtual.scrollOffset ?? 0;
  const top = entries[items.find(({ end }) => end > offset)?.index ?? 0];
  const at = entries.findIndex((entry) => entry.kind === 'alert' && entry.alert.id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const staying = top === undefined || top.kind === 'note' ? groups.at(-1) : top.group;
  return (
    <>
      {staying !== undefined && <Heading group={staying} />}
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size }) => {
            const entry = entries[index];
            if (entry === undefined) return null;
            return (
              <li
                key={keyOf(entry)}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start}px)`, height: size }}
              >
                <Line entry={entry} selected={selected} onOpen={onOpen} />
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

function keyOf(entry: Entry | undefined): string {
  if (entry?.kind === 'alert') return entry.alert.id;
  return entry?.kind === 'heading' ? `g|${entry.group.name}` : 'note';
}

function Line({ entry, selected, onOpen }: { entry: Entry } & Pick<AlertListProps, 'selected' | 'onOpen'>) {
  if (entry.kind === 'heading') return <Heading group={entry.group} />;
  if (entry.kind === 'note') return <p className="px-4 py-3 text-xs text-muted">{entry.text}</p>;
  const { alert, group } = entry;
  return (
    <AlertRow
      alert={alert}
      selected={alert.id === selected}
      dated={group.missed}
      onOpen={() => onOpen(alert.id, alert.anomaly_id)}
    />
  );
}

function Heading({ group: { name, missed, alerts } }: { group: InboxGroup }) {
  return (
    <h2
      className={`flex h-7 shrink-0 items-center justify-between border-b border-line px-4 text-2xs font-medium ${missed ? 'bg-raised text-text' : 'bg-panel text-muted'}`}
    >
      {name}
      <span className="font-normal text-muted">
        {missed ? INBOX_TEXT.missedNote(alerts.length) : INBOX_TEXT.alerts(alerts.length)}
      </span>
    </h2>
  );
}
