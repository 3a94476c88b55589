/** Health: a board of small instruments, each with its promise and its reading, and the newest faults in words. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { HelpCircle, Pause, Play } from 'lucide-react';
import type { Health, Metrics } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { useConnection, useEngine, useHealth } from '../../client/engine.tsx';
import { hashOf } from '../../client/route.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Button, Lines } from '../../ui/parts.tsx';
import { AlertDaysInstrument } from './alert-days-instrument.tsx';
import { BudgetInstrument } from './budget-instrument.tsx';
import { CareInstrument } from './care-instrument.tsx';
import { EgressInstrument } from './egress-instrument.tsx';
import { EngineInstrument } from './engine-instrument.tsx';
import { Faults } from './faults.tsx';
import { FeedInstrument } from './feed-instrument.tsx';
import { HistoryInstrument } from './history-instrument.tsx';
import { MirrorInstrument } from './mirror-instrument.tsx';
import { ModelInstrument } from './model-instrument.tsx';
import { NarrativeInstrument } from './narrative-instrument.tsx';
import { NewsInstrument } from './news-instrument.tsx';
import { StoreInstrument } from './store-instrument.tsx';

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
        <header className="mb-4 flex h-8 items-center gap-3">
          <h1 className="mr-auto text-lg font-semibold">{HEALTH_TEXT.title}</h1>
          <LinkButton icon={HelpCircle} href={hashOf('why')}>
            {HEALTH_TEXT.why}
          </LinkButton>
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
      {paused ? HEALTH_TEXT.resume : HEALTH_TEXT.pause}
    </Button>
  );
}

/** What is promised to the user first, then what it stands on. */
function Board({ health, metrics }: { health: Health; metrics: Metrics | undefined }) {
  return (
    <div className="grid grid-flow-dense grid-cols-2 gap-3 full:grid-cols-3">
      <BudgetInstrument health={health} metrics={metrics} />
      <AlertDaysInstrument />
      <FeedInstrument health={health} />
      <NewsInstrument sources={health.news} embedder={health.embedder} />
      <NarrativeInstrument metrics={metrics} />
      {health.model !== undefined && <ModelInstrument model={health.model} />}
      <StoreInstrument health={health} metrics={metrics} />
      {health.mirror !== undefined && <MirrorInstrument mirror={health.mirror} />}
      {health.care !== undefined && <CareInstrument care={health.care} />}
      <HistoryInstrument health={health} metrics={metrics} />
      {health.engine !== undefined && <EngineInstrument engine={health.engine} health={health} />}
      <EgressInstrument />
      <Faults health={health} />
    </div>
  );
}
