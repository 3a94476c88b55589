/**
 * A rehearsal over the fake state: the stories that are there, alerted as far as N a day over the days allows, with progress that
 * takes as long as a real one of a month. Ends when its reader goes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS } from '../../../src-shared/market.ts';
import type { RehearsalEvent } from '../../../src-shared/rehearsal.ts';
import type { Settings } from '../../../src-shared/settings.ts';
import type { FakeState } from './state.ts';

const STEPS = 20;
const STEP_MS = 100;

export async function* rehearsed(
  state: FakeState,
  settings: Settings,
  days: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<RehearsalEvent, void, void> {
  const to = state.market.now();
  const from = to - days * DAY_MS;
  const minutes = days * 1440;
  const asked = state.details
    .map(({ anomaly }) => anomaly)
    .filter(({ symbol, detected_at }) => settings.symbols.includes(symbol) && detected_at >= from && detected_at <= to)
    .sort((a, b) => a.detected_at - b.detected_at);
  const granted = new Set(asked.slice(0, Math.ceil(settings.alertsPerDay * days)).map(({ id }) => id));
  for (let step = 0; step < STEPS; step++) {
    yield {
      kind: 'progress',
      done: (minutes * step) / STEPS,
      total: minutes,
      time: from + ((to - from) * step) / STEPS,
    };
    await sleep(STEP_MS);
    if (signal?.aborted === true) return;
  }
  for (const anomaly of asked) {
    const { reason } = anomaly.detection_metadata;
    const alerted = granted.has(anomaly.id);
    if (alerted) yield { kind: 'alert', anomaly, sent: true, reason };
    yield { kind: 'anomaly', anomaly, outcome: alerted ? 'sent' : 'below_level', reason };
  }
  yield { kind: 'progress', done: minutes, total: minutes, time: to };
  const countsOf = (symbol: string | null) => {
    const some = asked.filter((anomaly) => symbol === null || anomaly.symbol === symbol);
    const alerts = some.filter(({ id }) => granted.has(id)).length;
    return {
      anomalies: some.length,
      alerts,
      sent: alerts,
      digest: 0,
      alerts_per_day: alerts / days,
      most_in_24h: Math.min(alerts, Math.max(1, Math.floor(2 * settings.alertsPerDay))),
      candles: minutes * (symbol === null ? settings.symbols.length : 1),
      learning_days: 0,
    };
  };
  yield {
    kind: 'summary',
    ...countsOf(null),
    from,
    to,
    warm_up_days: 8,
    promised_per_day: settings.alertsPerDay,
    seconds: (STEPS * STEP_MS) / 1000,
    per_symbol: Object.fromEntries(settings.symbols.map((symbol) => [symbol, countsOf(symbol)])),
    without_candles: [],
  };
}
