/**
 * Prints a running engine: as JSON lines (narrative, alert, gap, health as they happen; each anomaly once it is finished) or as
 * text for a person.
 */
import type { Alert } from '../../src-shared/anomaly.ts';
import { isoOf, isoOrNull } from '../../src-shared/format.ts';
import type { GapRow } from '../../src-shared/ports/reader.ts';
import { wallTime } from '../base/clock.ts';
import type { Core } from '../flow/core.ts';
import { createFinished } from '../flow/finished.ts';
import { anomalyJson, narrativeJson } from '../../src-shared/anomaly-json.ts';
import { anomalyText } from './anomaly-text.ts';
import type { CommandContext } from './context.ts';
import { summarise } from './summary.ts';

const CHECK_MS = 500;
const HEALTH_EVERY_MS = 10_000;

export interface NarrateRunOptions {
  readonly market: { readonly core: Core };
  readonly context: CommandContext;
  /** True when a window shows it: nothing is printed as it happens. */
  readonly quiet: boolean;
}

/** Starts printing; `finish` prints what is left and the summary. */
export function narrateRun({ market: { core }, context, quiet }: NarrateRunOptions): { finish(): Promise<void> } {
  const finished = createFinished(core.reader);
  const startedAt = wallTime.now();
  const printed: Parameters<typeof anomalyJson>[0][] = [];
  const line = (object: Record<string, unknown>) => context.json && context.out(JSON.stringify(object));
  const show = (done: typeof printed): void => {
    for (const one of done) {
      printed.push(one);
      if (context.json) context.out(JSON.stringify(anomalyJson(one)));
      else if (!quiet) context.out(`\n${anomalyText(one)}`);
    }
  };
  const stops = [
    core.hub.listen('anomalies', (change) => finished.note(change)),
    core.hub.listen('narratives', (n) => line({ type: 'narrative', anomaly_id: n.anomaly_id, ...narrativeJson(n) })),
    core.hub.listen('gaps', (gap) => line(gapJson(gap))),
    core.hub.listen('alerts', (a) => {
      line(alertJson(a));
      if (!context.json && !quiet && a.state === 'delivered') context.out(`alert: ${a.title} · ${a.body}`);
    }),
    wallTime.every(CHECK_MS, () => void finished.take(core.clock.market.now())?.then(show)),
    wallTime.every(HEALTH_EVERY_MS, () => line({ type: 'health', ...core.health() })),
  ];
  return {
    async finish() {
      await core.writes.idle();
      await core.cold.step(core.clock.market.now());
      for (const stop of stops) stop();
      show(await finished.rest());
      const seconds = (wallTime.now() - startedAt) / 1000;
      const summary = summarise(printed, {
        candles: core.hot.closed(),
        seconds,
        scoredDays: 0,
        learningDays: 0,
        symbols: core.symbols,
      });
      if (context.json) context.out(JSON.stringify(summary));
    },
  };
}

const gapJson = (gap: GapRow): Record<string, unknown> => ({
  type: 'gap',
  ...gap,
  from: isoOf(gap.from),
  to: isoOf(gap.to),
  repaired_at: isoOrNull(gap.repaired_at),
});

const alertJson = (alert: Alert): Record<string, unknown> => ({
  type: 'alert',
  ...alert,
  raised_at: isoOf(alert.raised_at),
  delivered_at: isoOrNull(alert.delivered_at),
  seen_at: isoOrNull(alert.seen_at),
});
