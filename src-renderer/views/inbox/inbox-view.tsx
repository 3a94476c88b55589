/**
 * Inbox: every alert there was, whether it reached the screen or was held back, with the reason. What a notification said
 * can be missed; what stands here cannot. `j`, `k` and Enter walk it, `e` marks the selected one as seen.
 */
import { useMutation } from '@tanstack/react-query';
import { CheckCheck, HelpCircle } from 'lucide-react';
import { useState } from 'react';
import type { Alert } from '../../../src-shared/anomaly.ts';
import { INBOX_TEXT } from '../../../src-shared/text/inbox.ts';
import { isNew, useAlerts } from '../../client/alerts.ts';
import { useConnection, useEngine, useHealth } from '../../client/engine.tsx';
import { go, hashOf, refine, useRoute } from '../../client/route.ts';
import { useMedia, useZone } from '../../client/settings.ts';
import { useCommand } from '../../client/use-command.ts';
import { moveSelection } from '../../live/feed-order.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { IconButton, Lines } from '../../ui/parts.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { AnomalyPreview } from '../anomaly/anomaly-preview.tsx';
import { AlertList } from './alert-list.tsx';
import {
  INBOX_KINDS,
  inGroups,
  isMissed,
  KEEPS,
  kindOf,
  shownAlerts,
  symbolOf,
  type InboxKind,
} from './inbox-model.ts';
import { Nothing, Unread } from './nothing.tsx';

/** What the window holds at most (client/streams). */
const MOST = 500;
const pick = (id: string): void => refine({ pick: id, cite: null });
const open = (anomalyId: string): void => go(hashOf('anomaly', {}, anomalyId));

export function InboxView() {
  const { params } = useRoute();
  const { client } = useEngine();
  const zone = useZone();
  const alerts = useAlerts();
  const [kind, symbol] = [kindOf(params.kind), params.symbol ?? null];
  const groups = inGroups(shownAlerts(alerts, kind, symbol), kind, zone, useMissed(alerts));
  const shown = groups.flatMap((group) => group.alerts);
  const preview = useMedia('(min-width: 1180px)');
  const ids = shown.map(({ id }) => id);
  const selected = shown.find(({ id }) => id === params.pick) ?? (preview ? shown[0] : undefined);
  const seen = useMutation({ mutationFn: (id: string) => client.anomalies.seen({ id }) });
  const move = (step: 1 | -1): void => {
    const next = moveSelection(ids, selected?.id ?? null, step);
    if (next !== null) pick(next);
  };
  useCommand('next', () => move(1));
  useCommand('previous', () => move(-1));
  useCommand('open', () => selected !== undefined && open(selected.anomaly_id));
  useCommand('seen', () => selected !== undefined && seen.mutate(selected.anomaly_id));
  return (
    <div className="flex h-full bg-panel">
      <section aria-label={INBOX_TEXT.title} className="flex min-w-0 flex-1 flex-col">
        <Header kind={kind} symbol={symbol} />
        <Body kind={kind} symbol={symbol} empty={shown.length === 0}>
          <AlertList
            groups={groups}
            selected={selected?.id ?? null}
            note={alerts.length >= MOST ? INBOX_TEXT.older(MOST) : null}
            onOpen={(id, anomalyId) => (preview ? pick(id) : open(anomalyId))}
          />
        </Body>
      </section>
      {preview && selected !== undefined && (
        <AnomalyPreview key={selected.anomaly_id} id={selected.anomaly_id} cite={params.cite ?? null} />
      )}
    </div>
  );
}

/** Those that were missed when the inbox was opened or since: one that is looked at stays in its place until the view is left. */
function useMissed(alerts: readonly Alert[]): ReadonlySet<string> {
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const missed = alerts.filter(isMissed).map(({ id }) => id);
  if (missed.every((id) => known.has(id))) return known;
  const all = new Set([...known, ...missed]);
  setKnown(all);
  return all;
}

interface BodyProps {
  readonly kind: InboxKind;
  readonly symbol: string | null;
  readonly empty: boolean;
  readonly children: React.ReactNode;
}

/** The lists come with the first health: before it nothing is known, not even that there is nothing. */
function Body({ kind, symbol, empty, children }: BodyProps) {
  const known = useHealth() !== null;
  const connection = useConnection();
  if (!empty) return children;
  if (known) return <Nothing kind={kind} symbol={symbol} />;
  if (connection.kind === 'offline') return <Unread />;
  return (
    <div className="p-4">
      <Lines count={6} />
    </div>
  );
}

function Header({ kind, symbol }: { kind: InboxKind; symbol: string | null }) {
  const alerts = useAlerts();
  const ofSymbol = alerts.filter((alert) => symbol === null || symbolOf(alert) === symbol);
  const count = (each: InboxKind): number => ofSymbol.filter(KEEPS[each]).length;
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
      <h1 className="text-lg font-semibold">{INBOX_TEXT.title}</h1>
      <Tabs
        label={INBOX_TEXT.which}
        value={kind}
        options={INBOX_KINDS.map((each) => ({ key: each, name: INBOX_TEXT.kinds[each], count: count(each) }))}
        onChange={(next) => refine({ kind: next === 'all' ? null : next, pick: null })}
      />
      <SymbolChoice symbols={[...new Set(alerts.map(symbolOf))].sort()} symbol={symbol} />
      <span className="ml-auto flex gap-2">
        <LinkButton icon={HelpCircle} href={hashOf('why', { symbol })} title={INBOX_TEXT.whyHint}>
          {INBOX_TEXT.why}
        </LinkButton>
        <MarkAll some={alerts.some(isNew)} />
      </span>
    </header>
  );
}

function SymbolChoice({ symbols, symbol }: { symbols: readonly string[]; symbol: string | null }) {
  return (
    <select
      aria-label={INBOX_TEXT.symbol}
      value={symbol ?? ''}
      onChange={(event) => refine({ symbol: event.target.value === '' ? null : event.target.value, pick: null })}
      className="h-7 max-w-36 rounded-sm border border-line bg-panel px-2 text-xs"
    >
      <option value="">{INBOX_TEXT.allSymbols}</option>
      {[...new Set([...symbols, ...(symbol === null ? [] : [symbol])])].map((each) => (
        <option key={each}>{each}</option>
      ))}
    </select>
  );
}

function MarkAll({ some }: { some: boolean }) {
  const { client, store } = useEngine();
  const online = useConnection().kind === 'online';
  const mark = useMutation({
    mutationFn: () => client.anomalies.seenUntil({ until: Math.floor(store.clock.now() ?? 0) }),
  });
  return (
    <IconButton
      icon={CheckCheck}
      label={INBOX_TEXT.markAll}
      disabled={!some || !online || mark.isPending}
      onClick={() => mark.mutate()}
    />
  );
}
