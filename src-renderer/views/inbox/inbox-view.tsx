/**
 * Inbox: every alert there was, whether it reached the screen or was held back, with the reason. What a notification said
 * can be missed; what stands here cannot.
 */
import { useMutation } from '@tanstack/react-query';
import { CheckCheck, Inbox } from 'lucide-react';
import { isNew, useAlerts } from '../../client/alerts.ts';
import { useConnection, useEngine } from '../../client/engine.tsx';
import { go, hashOf, refine, useRoute } from '../../client/route.ts';
import { useMedia, useSettings, useZone } from '../../client/settings.ts';
import { useCommand } from '../../client/use-command.ts';
import { moveSelection } from '../../live/feed-order.ts';
import { Button, Notice } from '../../ui/parts.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { plural } from '../../ui/words.ts';
import { AnomalyPreview } from '../anomaly/anomaly-preview.tsx';
import { AlertRow } from './alert-row.tsx';
import { byDay, INBOX_KINDS, isHeld, kindOf, shownAlerts, type InboxKind } from './inbox-model.ts';

const pick = (id: string): void => refine({ pick: id, cite: null });
const open = (anomalyId: string): void => go(hashOf('anomaly', {}, anomalyId));

export function InboxView() {
  const { params } = useRoute();
  const alerts = useAlerts();
  const kind = kindOf(params.kind);
  const shown = shownAlerts(alerts, kind);
  const preview = useMedia('(min-width: 1180px)');
  const ids = shown.map(({ id }) => id);
  const selected = shown.find(({ id }) => id === params.pick) ?? (preview ? shown[0] : undefined);
  const move = (step: 1 | -1): void => {
    const next = moveSelection(ids, selected?.id ?? null, step);
    if (next !== null) pick(next);
  };
  useCommand('next', () => move(1));
  useCommand('previous', () => move(-1));
  useCommand('open', () => selected !== undefined && open(selected.anomaly_id));
  return (
    <div className="flex h-full bg-panel">
      <section aria-label="Inbox" className="flex min-w-0 flex-1 flex-col">
        <Header kind={kind} />
        <Days
          kind={kind}
          alerts={shown}
          selected={selected?.id ?? null}
          onOpen={(id, anomalyId) => (preview ? pick(id) : open(anomalyId))}
        />
      </section>
      {preview && selected !== undefined && (
        <AnomalyPreview key={selected.anomaly_id} id={selected.anomaly_id} cite={params.cite ?? null} />
      )}
    </div>
  );
}

function Header({ kind }: { kind: InboxKind }) {
  const alerts = useAlerts();
  const counts: Record<InboxKind, number> = {
    all: alerts.length,
    new: alerts.filter(isNew).length,
    held: alerts.filter(isHeld).length,
  };
  return (
    <header className="flex h-14 shrink-0 items-center gap-4 border-b border-line px-4">
      <h1 className="text-lg font-semibold">Inbox</h1>
      <Tabs
        label="Which alerts"
        value={kind}
        options={INBOX_KINDS.map((each) => ({ key: each, name: NAMES[each], count: counts[each] }))}
        onChange={(next) => refine({ kind: next === 'all' ? null : next, pick: null })}
      />
      <MarkAll some={counts.new > 0} />
    </header>
  );
}

const NAMES: Readonly<Record<InboxKind, string>> = { all: 'All', new: 'New', held: 'Held back' };

function MarkAll({ some }: { some: boolean }) {
  const { client, store } = useEngine();
  const online = useConnection().kind === 'online';
  const mark = useMutation({
    mutationFn: () => client.anomalies.seenUntil({ until: Math.floor(store.clock.now() ?? 0) }),
  });
  return (
    <Button className="ml-auto" disabled={!some || !online || mark.isPending} onClick={() => mark.mutate()}>
      <CheckCheck size={14} strokeWidth={1.5} aria-hidden />
      <span>
        Mark all <span className="hidden wide:inline">as </span>seen
      </span>
    </Button>
  );
}

interface DaysProps {
  readonly kind: InboxKind;
  readonly alerts: ReturnType<typeof shownAlerts>;
  readonly selected: string | null;
  readonly onOpen: (alertId: string, anomalyId: string) => void;
}

function Days({ kind, alerts, selected, onOpen }: DaysProps) {
  const zone = useZone();
  if (alerts.length === 0) return <Nothing kind={kind} />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
      {byDay(alerts, zone).map(({ day, alerts: ofDay }) => (
        <section key={day} aria-label={day}>
          <h2 className="sticky top-0 z-10 flex h-7 items-center justify-between border-b border-line bg-panel px-4 text-2xs font-medium text-muted">
            {day}
            <span>{plural(ofDay.length, 'alert')}</span>
          </h2>
          {ofDay.map((alert) => (
            <AlertRow
              key={alert.id}
              alert={alert}
              selected={alert.id === selected}
              onOpen={() => onOpen(alert.id, alert.anomaly_id)}
            />
          ))}
        </section>
      ))}
    </div>
  );
}

function Nothing({ kind }: { kind: InboxKind }) {
  const perDay = useSettings()?.alertsPerDay;
  if (kind === 'new')
    return (
      <Notice icon={Inbox} title="All seen">
        A new alert appears here the moment it is raised.
      </Notice>
    );
  if (kind === 'held')
    return (
      <Notice icon={Inbox} title="Nothing was held back">
        What quiet hours, the cooldown or the daily limit keep from you waits here, each with its reason.
      </Notice>
    );
  return (
    <Notice icon={Inbox} title="No alert yet">
      {perDay === undefined ? 'Alerts' : `About ${perDay} a day`} will be kept here, whether they reached the screen or
      not.
    </Notice>
  );
}
