/** What the fake engine answers of a stretch of time, of its alerts by day, and of its connections. */
import { fateOf } from '../../../src-shared/alert-fate.ts';
import type { Egress, EgressRow } from '../../../src-shared/egress.ts';
import type { AlertDay } from '../../../src-shared/health.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { WhyAnswer, WhyRequest } from '../../../src-shared/why.ts';
import type { FakeState } from './state.ts';

export function whyOf(state: FakeState, { from, to, symbol }: WhyRequest): WhyAnswer {
  const { market, details, settings, mode } = state;
  const now = Math.floor(market.now());
  const anomalies = details
    .filter(({ anomaly }) => anomaly.detected_at >= from && anomaly.detected_at < to)
    .filter(({ anomaly }) => symbol === undefined || anomaly.symbol === symbol)
    .map(({ anomaly, alerts }) => ({ anomaly, alerts }))
    .sort((a, b) => b.anomaly.detected_at - a.anomaly.detected_at);
  const delivered = anomalies.filter((one) => fateOf(one).kind === 'delivered').length;
  const minutes = Math.max(0, Math.round((Math.min(to, now) - from) / MINUTE_MS));
  const cut = mode === 'error' ? { from: from + MINUTE_MS * 9, to: from + MINUTE_MS * 23 } : null;
  return {
    from,
    to,
    symbol: symbol ?? null,
    now,
    perDay: settings.alertsPerDay,
    anomalies,
    counts: { anomalies: anomalies.length, delivered, held: anomalies.length - delivered, more: false },
    largest:
      mode === 'empty' || mode === 'learning'
        ? null
        : { symbol: symbol ?? 'ADA-USD', time: from + Math.floor(minutes * 0.6) * MINUTE_MS, changePct: -0.8, minutes: 12, lambdaPerDay: 3, shortOfPct: null }, // prettier-ignore
    rarity: { source: mode === 'empty' ? 'not_known' : 'kept', detail: null },
    level: mode === 'empty' ? null : { lambdaPerDay: 1 / 9, source: 'then' },
    unwatched: cut === null ? [] : [{ ...cut, kind: 'gap', symbols: ['SOL-USD', 'ADA-USD'], repaired: false }],
    minutes,
    watchedMinutes: minutes,
    learning: mode === 'learning' ? [...market.symbols] : [],
    rules: {
      quiet: [],
      snoozed: settings.snooze && { from: settings.snooze.from, to: settings.snooze.until },
      notificationsOff: !settings.notifications.enabled,
      muted: [],
    },
  };
}

/** Days like those of a budget of five: a busy one, quiet ones, and one that reached the limit. */
export function alertDaysOf({ mode }: FakeState, bounds: readonly number[]): AlertDay[] {
  const some = mode === 'live' || mode === 'error';
  return bounds.slice(1).map((to, i) => {
    const delivered = some ? [4, 6, 3, 7, 2, 5, 8, 1, 5, 4, 9, 0, 6, 3][i % 14] : 0;
    return { from: bounds[i], to, delivered, held: some ? [1, 0, 2][i % 3] : 0, beyond: some && i % 11 === 10 ? 3 : 0 };
  });
}

export function egressOf({ mode, market }: FakeState): Egress {
  const now = market.now();
  const row = (
    host: string,
    askers: EgressRow['askers'],
    requests: number,
    received: number,
    ago: number,
  ): EgressRow => ({
    host,
    port: host === 'db.example.net' ? 5432 : 443,
    askers,
    requests,
    connections: Math.max(1, Math.round(requests / 12)),
    received,
    sent: Math.round(received / 40),
    firstAt: now - 5_400_000,
    lastAt: now - ago,
  });
  const rows = [
    row('ws-feed.exchange.coinbase.com', ['feed'], 1, 84_300_000, 100),
    row('api.exchange.coinbase.com', ['feed'], 412, 9_120_000, 14_000),
    row('www.coindesk.com', ['news'], 18, 2_400_000, 90_000),
    row('cointelegraph.com', ['news'], 18, 1_900_000, 92_000),
    row('db.example.net', ['postgres'], 0, 410_000, 240_000),
    ...(mode === 'error' ? [row('203.0.113.7', [], 0, 0, 400_000)] : []),
  ];
  return { since: now - 5_400_000, rows: mode === 'empty' ? [] : rows };
}
