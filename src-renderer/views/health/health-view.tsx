/** Health: a board of small instruments, each with its promise and its reading, and the newest faults in words. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import type { Health, Metrics } from '../../../src-shared/health.ts';
import { useConnection, useEngine, useHealth, useMarketNow } from '../../client/engine.tsx';
import { backfillText } from '../../live/backfill-banner.tsx';
import { Button, Lines, Progress } from '../../ui/parts.tsx';
import { Since } from '../../ui/time.tsx';
import { ageText, bytesText, countText, plural } from '../../ui/words.ts';
import { CareInstrument } from './care-instrument.tsx';
import { Facts, Instrument } from './instrument.tsx';
import { NewsInstrument } from './news-instrument.tsx';

const METRICS_EVERY_MS = 15_000;

export function HealthView() {
  const health = useHealth();
  const { orpc } = useEngine();
  const online = useConnection().kind === 'online';
  const { data: metrics } = useQuery({
    ...orpc.metrics.queryOptions(),
    enabled: online,
    refetchInterval: METRICS_EVERY_MS,
  });
  return (
    <div className="h-full overflow-y-auto" tabIndex={-1}>
      <div className="mx-auto max-w-320 p-6">
        <header className="mb-4 flex h-8 items-center justify-between">
          <h1 className="text-lg font-semibold">Health</h1>
          {health !== null && <PauseButton paused={health.paused} disabled={!online} />}
        </header>
        {health === null ? <Lines count={4} /> : <Board health={health} metrics={metrics} />}
      </div>
    </div>
  );
}

function PauseButton({ paused, disabled }: { paused: boolean; disabled: boolean }) {
  const { client, store } = useEngine();
  const pause = useMutation({
    mutationFn: (next: boolean) => client.pause({ paused: next }),
    onSuccess: store.healthIs,
  });
  const Icon = paused ? Play : Pause;
  return (
    <Button onClick={() => pause.mutate(!paused)} disabled={disabled || pause.isPending}>
      <Icon size={14} strokeWidth={1.5} aria-hidden />
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}

function Board({ health, metrics }: { health: Health; metrics: Metrics | undefined }) {
  return (
    <div className="grid grid-cols-2 gap-3 full:grid-cols-3">
      <FeedInstrument health={health} />
      <BudgetInstrument health={health} metrics={metrics} />
      <StoreInstrument health={health} metrics={metrics} />
      <NewsInstrument sources={health.news} embedder={health.embedder} />
      <NarrativeInstrument metrics={metrics} />
      <HistoryInstrument health={health} metrics={metrics} />
      {health.care !== undefined && <CareInstrument care={health.care} />}
      <Faults health={health} />
    </div>
  );
}

function FeedInstrument({ health: { feed, speed } }: { health: Health }) {
  const now = useMarketNow();
  const age = feed.lastEventTime === null || now === null ? null : (now - feed.lastEventTime) / Math.max(1, speed);
  const refused = Object.values(feed.refused).reduce((sum, count) => sum + count, 0);
  const warn = feed.state !== 'live' && feed.state !== 'replaying';
  return (
    <Instrument
      name={`Feed, ${feed.venue}`}
      warn={warn}
      reading={`${feed.state}${age === null ? '' : `, ${ageText(age)} old`}`}
      promise="Silence is noticed within 15 s; what was missed is read again and marked as repaired."
    >
      <Facts
        rows={[
          ['Events received', countText(feed.received)],
          ['Reconnects', countText(feed.reconnects)],
          ['Gaps open / repaired', `${countText(feed.gapsOpen)} / ${countText(feed.gapsRepaired)}`],
          ['Clock skew', feed.skewMs === null ? 'not known' : `${Math.round(feed.skewMs)} ms`],
          ['Refused ticks', countText(refused)],
          ...(feed.lastFault === null ? [] : [['Last fault', feed.lastFault] as const]),
        ]}
      />
    </Instrument>
  );
}

function BudgetInstrument({ health: { budget }, metrics }: { health: Health; metrics: Metrics | undefined }) {
  const realised = metrics?.budget.realised_per_day ?? null;
  return (
    <Instrument
      name="Alert budget"
      reading={`${budget.last24h} of ${budget.perDay} today`}
      promise={`About ${budget.perDay} alerts a day in the long run, never more than ${budget.hardStop} in 24 hours.`}
    >
      <Facts
        rows={[
          ['Promised a day', countText(budget.perDay)],
          ['Realised a day', realised === null ? 'not known yet' : realised.toFixed(1)],
          ['Measured over', metrics === undefined ? '–' : plural(Math.round(metrics.budget.days), 'day')],
          ['Waiting in the digest', countText(budget.digest)],
        ]}
      />
    </Instrument>
  );
}

function StoreInstrument({ health: { store }, metrics }: { health: Health; metrics: Metrics | undefined }) {
  const size = store.sizeBytes ?? metrics?.health.size_bytes ?? null;
  return (
    <Instrument
      name="Store"
      warn={store.state !== 'ok'}
      reading={`${store.state.replace('_', ' ')}${size === null ? '' : `, ${bytesText(size)}`}`}
      promise={store.detail ?? 'What was received is kept, also through a crash.'}
    >
      <Facts
        rows={[
          ['Rows waiting', countText(store.queued)],
          ['Rows dropped', countText(store.dropped)],
          ['Candles', metrics === undefined ? '–' : countText(metrics.totals.candles)],
          ['Prices', metrics === undefined ? '–' : countText(metrics.totals.prices)],
          ['Schema', metrics === undefined ? '–' : countText(metrics.health.schema_version)],
          [
            'File',
            <span key="file" className="font-mono text-2xs break-all">
              {store.path.split(/[\\/]/).at(-1)}
            </span>,
          ],
        ]}
      />
    </Instrument>
  );
}

function NarrativeInstrument({ metrics }: { metrics: Metrics | undefined }) {
  const rows = metrics?.pass_rate ?? [];
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  return (
    <Instrument
      name="Narratives"
      reading={total === 0 ? 'none written yet' : `${Math.round((passed / total) * 100)} % of drafts passed`}
      promise="Nothing is shown as an explanation unless it passed every veto."
    >
      <Facts
        rows={[
          ...rows.map((row) => [row.llm_provider, `${row.passed} of ${row.total}`] as const),
          ['Anomalies', metrics === undefined ? '–' : countText(metrics.totals.anomalies)],
          ['Unfinished', metrics === undefined ? '–' : countText(metrics.health.unfinished)],
        ]}
      />
    </Instrument>
  );
}

function HistoryInstrument({
  health: { backfill, learning, speed },
  metrics,
}: {
  health: Health;
  metrics: Metrics | undefined;
}) {
  const reading = backfill.active
    ? backfillText(backfill)
    : learning.length > 0
      ? `${plural(learning.length, 'symbol')} learning`
      : 'all symbols learned';
  return (
    <Instrument
      name="History"
      reading={reading}
      promise="Rarity needs about five days of candles; until then a symbol says that it is learning."
    >
      {backfill.active && <Progress done={backfill.done} total={backfill.total} label={reading} />}
      <Facts
        rows={[
          ['Market speed', `× ${speed}`],
          ['Gaps open', metrics === undefined ? '–' : countText(metrics.health.open_gaps)],
          ['News items', metrics === undefined ? '–' : countText(metrics.totals.news_items)],
        ]}
      />
    </Instrument>
  );
}

function Faults({ health: { faults } }: { health: Health }) {
  return (
    <section aria-label="Newest faults" className="col-span-full rounded-sm border border-line bg-panel p-4">
      <h2 className="mb-2 text-xs font-semibold text-muted">Newest faults</h2>
      {faults.length === 0 ? (
        <p className="text-xs text-muted">None since the start.</p>
      ) : (
        <ul>
          {faults
            .slice(-12)
            .reverse()
            .map(({ time, kind, detail }, index) => (
              <li
                key={`${time}|${index}`}
                className="grid grid-cols-[96px_96px_1fr] gap-3 border-t border-line py-1.5 text-xs"
              >
                <Since time={time} className="text-muted" />
                <span className="text-muted">{kind.replace('_', ' ')}</span>
                <span className="min-w-0 break-words">{detail}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
