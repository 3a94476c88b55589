/** Progress of the history that is being read, with honest remaining time and a way to stop it. */
import { useMutation } from '@tanstack/react-query';
import { baseOf } from '../../src-shared/market.ts';
import { durationText } from '../../src-shared/text/labels.ts';
import { useEngine, useHealth } from '../client/engine.tsx';
import { Button, Progress } from '../ui/parts.tsx';
import type { BackfillStatus } from '../../src-shared/health.ts';

export function backfillText({ done, total, symbol, etaMs }: BackfillStatus): string {
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0;
  const of = symbol === null ? '' : ` of ${baseOf(symbol)}`;
  const left = etaMs === null ? '' : `, about ${durationText(Math.max(1000, etaMs))} left`;
  return `Reading history${of}: ${percent} %${left}`;
}

export function BackfillBanner() {
  const { client } = useEngine();
  const health = useHealth();
  const cancel = useMutation({ mutationFn: () => client.backfill.cancel() });
  if (health?.backfill.active !== true) return null;
  const text = backfillText(health.backfill);
  return (
    <div className="flex shrink-0 items-center gap-4 border-b border-line px-4 py-2" role="status">
      <div className="min-w-0 flex-1">
        <p className="mb-1.5 truncate text-xs">
          {text} <span className="text-muted">· rarity needs about five days; live prices come in meanwhile</span>
        </p>
        <Progress done={health.backfill.done} total={health.backfill.total} label={text} />
      </div>
      <Button onClick={() => cancel.mutate()} disabled={cancel.isPending}>
        Stop
      </Button>
    </div>
  );
}
