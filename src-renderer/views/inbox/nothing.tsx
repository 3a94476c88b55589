/** Where no alert is: what will stand there and when, or why it cannot be known yet. */
import { Inbox, Unplug } from 'lucide-react';
import { INBOX_TEXT } from '../../../src-shared/text/inbox.ts';
import { useSettings } from '../../client/settings.ts';
import { Notice } from '../../ui/parts.tsx';
import type { InboxKind } from './inbox-model.ts';

export function Nothing({ kind, symbol }: { kind: InboxKind; symbol: string | null }) {
  const perDay = useSettings()?.alertsPerDay ?? null;
  const [title, note] = wordsOf(kind, symbol, perDay);
  return (
    <Notice icon={Inbox} title={title}>
      {note}
    </Notice>
  );
}

function wordsOf(kind: InboxKind, symbol: string | null, perDay: number | null): [title: string, note: string] {
  if (symbol !== null) return [INBOX_TEXT.noneOfSymbol(symbol), INBOX_TEXT.noneOfSymbolNote];
  switch (kind) {
    case 'new':
      return [INBOX_TEXT.noneNew, INBOX_TEXT.noneNewNote];
    case 'held':
      return [INBOX_TEXT.noneHeld, INBOX_TEXT.noneHeldNote];
    case 'delivered':
      return [INBOX_TEXT.noneDelivered, INBOX_TEXT.noneDeliveredNote];
    case 'all':
      return [INBOX_TEXT.none, INBOX_TEXT.noneNote(perDay)];
  }
}

/** The engine never answered this window. */
export const Unread = () => (
  <Notice icon={Unplug} title={INBOX_TEXT.offline} alert>
    {INBOX_TEXT.offlineNote}
  </Notice>
);
