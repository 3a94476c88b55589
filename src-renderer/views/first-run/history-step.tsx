/** The third step: the history being read, with the time that is left as far as it is known, a way to stop it, and the way on. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BackfillStatus, Health } from '../../../src-shared/health.ts';
import { FIRST_RUN_TEXT } from '../../../src-shared/text/first-run.ts';
import { durationText } from '../../../src-shared/text/labels.ts';
import { useEngine, useHealth } from '../../client/engine.tsx';
import { useRestarting, useVenues } from '../../client/setup.ts';
import { Button, Progress } from '../../ui/parts.tsx';
import { Step } from './step.tsx';

export type HistoryState = 'starting' | 'asking' | 'reading' | 'done' | 'nothing';

/** `asking`: the engine runs, and its venue has answered nothing yet. */
export function historyState(health: Health | null, restarting: boolean): HistoryState {
  if (restarting || health === null) return 'starting';
  const { active, total, done } = health.backfill;
  if (active) return done === 0 ? 'asking' : 'reading';
  if (total > 0) return 'done';
  return health.learning.length > 0 && health.feed.state !== 'live' ? 'asking' : 'nothing';
}

export function HistoryStep({ venue, onDone }: { venue: string; onDone: () => void }) {
  const { client } = useEngine();
  const health = useHealth();
  const state = historyState(health, useRestarting());
  const label = useVenues().find(({ id }) => id === venue)?.label ?? venue;
  const [stopped, setStopped] = useState(false);
  const stop = useMutation({ mutationFn: () => client.backfill.cancel(), onSuccess: () => setStopped(true) });
  const TEXT = FIRST_RUN_TEXT.history;
  const status = health?.backfill;
  const isOver = state === 'done' || state === 'nothing';
  const line = stopped && isOver ? TEXT.stopped : lineOf(state, status, label);
  return (
    <Step
      title={TEXT.title}
      sentence={TEXT.sentence}
      foot={
        <>
          <Button primary={isOver} large onClick={onDone}>
            {isOver ? TEXT.watch : TEXT.watchNow}
          </Button>
          {(state === 'reading' || state === 'asking') && (
            <Button large disabled={stop.isPending} onClick={() => stop.mutate()}>
              {TEXT.stop}
            </Button>
          )}
        </>
      }
    >
      <div role="status" data-history={state} className="rounded-sm border border-line bg-panel p-4">
        <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="text-sm font-medium">{line}</p>
          {state === 'reading' && status !== undefined && <p className="text-xs text-muted">{leftOf(status)}</p>}
        </div>
        <Progress done={isOver ? 1 : (status?.done ?? 0)} total={isOver ? 1 : (status?.total ?? 0)} label={line} />
        <Notes health={health} state={state} venue={label} />
      </div>
    </Step>
  );
}

function lineOf(state: HistoryState, status: BackfillStatus | undefined, venue: string): string {
  const TEXT = FIRST_RUN_TEXT.history;
  switch (state) {
    case 'starting':
      return TEXT.starting;
    case 'asking':
      return TEXT.connecting(venue);
    case 'reading':
      return TEXT.reading(Math.floor(status?.done ?? 0), status?.total ?? 0);
    case 'done':
      return (status?.failed ?? 0) > 0 ? TEXT.failed(status?.failed ?? 0, status?.total ?? 0) : TEXT.done;
    case 'nothing':
      return TEXT.nothing;
  }
}

function leftOf({ symbol, etaMs }: BackfillStatus): string {
  const TEXT = FIRST_RUN_TEXT.history;
  const time = etaMs === null ? TEXT.leftUnknown : TEXT.left(durationText(Math.max(1000, etaMs)));
  return symbol === null ? time : `${TEXT.of(symbol)} · ${time}`;
}

/** What a person should know beside the bar: a venue that does not answer, and from when on rarity is told. */
function Notes({ health, state, venue }: { health: Health | null; state: HistoryState; venue: string }) {
  const TEXT = FIRST_RUN_TEXT.history;
  const isDown = health !== null && health.feed.state !== 'live' && health.feed.lastFault !== null;
  const why = isDown && state !== 'starting' ? health.feed.lastFault : null;
  return (
    <>
      {why !== null && (
        <p role="alert" className="mt-3 text-xs leading-normal break-words text-amber text-pretty">
          {TEXT.unreachable(venue, why.replace(/\.$/, ''))}
        </p>
      )}
      {why === null && health?.feed.state === 'live' && state !== 'starting' && (
        <p className="mt-3 text-xs">{TEXT.live}</p>
      )}
      <p className="mt-3 text-xs text-muted">{TEXT.learning}</p>
    </>
  );
}
