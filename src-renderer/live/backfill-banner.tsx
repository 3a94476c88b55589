/** Progress of the history that is being read, with honest remaining time and a way to stop it. */
import { useMutation } from '@tanstack/react-query';
import { baseOf } from '../../src-shared/market.ts';
import { LIVE_TEXT } from '../../src-shared/text/live.ts';
import { useEngine, useHealth } from '../client/engine.tsx';
import { Button, Progress } from '../ui/parts.tsx';
import type { BackfillStatus } from '../../src-shared/health.ts';

export function backfillText({ done, total, symbol, etaMs }: BackfillStatus): string {
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0;
  return LIVE_TEXT.backfill.line(percent, symbol === null ? null : baseOf(symbol), etaMs);
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
          {text} <span className="text-muted">{LIVE_TEXT.backfill.aside}</span>
        </p>
        <Progress done={health.backfill.done} total={health.backfill.total} label={text} />
      </div>
      <Button onClick={() => cancel.mutate()} disabled={cancel.isPending}>
        {LIVE_TEXT.backfill.stop}
      </Button>
    </div>
  );
}
