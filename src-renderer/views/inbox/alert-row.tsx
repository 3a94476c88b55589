/** One alert of the inbox: what it said, when, and what became of it. New ones carry a mark, not a colour of alarm. */
import { BellOff } from 'lucide-react';
import type { Alert } from '../../../src-shared/anomaly.ts';
import { INBOX_TEXT } from '../../../src-shared/text/inbox.ts';
import { isNew } from '../../client/alerts.ts';
import { useAnomalyRow } from '../../client/engine.tsx';
import { useZone } from '../../client/settings.ts';
import { RarityDots } from '../../ui/rarity.tsx';
import { Clock } from '../../ui/time.tsx';
import { dayText } from '../../ui/zone.ts';
import { fateText, isHeld } from './inbox-model.ts';

interface AlertRowProps {
  readonly alert: Alert;
  readonly selected: boolean;
  /** Its day is told too: it does not stand under it. */
  readonly dated: boolean;
  readonly onOpen: () => void;
}

export function AlertRow({ alert, selected, dated, onOpen }: AlertRowProps) {
  const zone = useZone();
  const row = useAnomalyRow(alert.anomaly_id);
  const fresh = isNew(alert);
  return (
    <button
      type="button"
      data-alert={alert.id}
      data-inset-focus
      aria-current={selected ? 'true' : undefined}
      aria-label={INBOX_TEXT.row(alert.title, fresh, fateText(alert))}
      onClick={onOpen}
      className={`grid h-full w-full grid-cols-[8px_56px_1fr_30px] content-center items-baseline gap-x-3 border-b border-line px-4 text-left ${selected ? 'bg-raised' : 'hover:bg-raised/50'}`}
    >
      <span aria-hidden className={`size-1.5 -translate-y-0.5 rounded-full ${fresh ? 'bg-accent' : ''}`} />
      <span className="text-xs whitespace-nowrap text-muted">
        <Clock time={alert.raised_at} />
        {dated && <span className="block">{dayText(alert.raised_at, zone)}</span>}
      </span>
      <span className="min-w-0">
        <span className={`block truncate text-sm ${fresh ? 'font-semibold' : 'font-medium'}`}>{alert.title}</span>
        <span className="block truncate text-xs text-muted">{alert.body}</span>
        <Fate alert={alert} />
      </span>
      {row !== undefined && <RarityDots lambda={row.anomaly.detection_metadata.lambda_per_day} />}
    </button>
  );
}

function Fate({ alert }: { alert: Alert }) {
  return (
    <span className="mt-1 flex items-center gap-1.5 text-xs text-muted">
      {isHeld(alert) && <BellOff size={12} strokeWidth={1.5} aria-hidden className="shrink-0" />}
      <span className="truncate" title={fateText(alert)}>
        {fateText(alert)}
      </span>
    </span>
  );
}
