/**
 * Why the user was, or was not, told of an anomaly, read back from the two lines that are stored: the detection's (in the anomaly)
 * and the sender's (in the alert's row). Both are stored as plain text; what matches none of the known forms stays as it was
 * written, never guessed at. The sentences for people are in text/alert-reasons.ts.
 */
import type { Alert, Anomaly } from './anomaly.ts';

export type AlertReason =
  | { readonly kind: 'granted'; readonly rarity: string; readonly used: number; readonly perDay: number }
  | { readonly kind: 'below_level'; readonly rarity: string; readonly level: string }
  | { readonly kind: 'hard_stop'; readonly rarity: string; readonly used: number }
  | { readonly kind: 'learning_stop'; readonly rarity: string; readonly used: number }
  | { readonly kind: 'group'; readonly rarity: string; readonly leader: string }
  | { readonly kind: 'same_asset'; readonly rarity: string; readonly leader: string }
  | { readonly kind: 'unconfirmed'; readonly rarity: string; readonly peer: string }
  | { readonly kind: 'waiting_for_peer'; readonly rarity: string; readonly peer: string }
  | { readonly kind: 'waiting_for_others'; readonly rarity: string }
  | { readonly kind: 'late'; readonly rarity: string }
  | { readonly kind: 'muted'; readonly rarity: string; readonly symbol: string }
  | { readonly kind: 'symbol_level'; readonly rarity: string; readonly symbol: string; readonly level: string }
  | { readonly kind: 'switched_off' }
  | { readonly kind: 'quiet_hours'; readonly from: string; readonly to: string }
  | { readonly kind: 'cooldown'; readonly symbol: string; readonly minutes: number }
  | { readonly kind: 'snoozed'; readonly until: number }
  | { readonly kind: 'unsent' }
  /** As stored: what a sender said, or another program wrote. */
  | { readonly kind: 'other'; readonly text: string };

type Read = (...parts: string[]) => AlertReason;

/** The stored forms of detect/reason.ts, publish/alert-policy.ts and flow/leftovers.ts; a test composes each and reads it back. */
const FORMS: readonly [RegExp, Read][] = [
  [/^alerted: (.+), (\d+) of ([\d.]+) today$/, (rarity, used, perDay) => ({ kind: 'granted', rarity, used: Number(used), perDay: Number(perDay) })], // prettier-ignore
  [/^not alerted: below the alert level \((.+); alerts begin at (.+)\)$/, (rarity, level) => ({ kind: 'below_level', rarity, level })], // prettier-ignore
  [/^not alerted: still learning, and (\d+) alerts in the last 24 h are the limit \((.+)\); kept for the digest$/, (used, rarity) => ({ kind: 'learning_stop', rarity, used: Number(used) })], // prettier-ignore
  [/^not alerted: (.+), but (\d+) alerts in the last 24 h are the limit; kept for the digest$/, (rarity, used) => ({ kind: 'hard_stop', rarity, used: Number(used) })], // prettier-ignore
  [/^not alerted: part of the market-wide move led by (\S+) \((.+)\); kept for the digest$/, (leader, rarity) => ({ kind: 'group', rarity, leader })], // prettier-ignore
  [/^not alerted: the same move was alerted on (\S+) \((.+)\); kept for the digest$/, (leader, rarity) => ({ kind: 'same_asset', rarity, leader })], // prettier-ignore
  [/^not alerted: (\S+) did not move along \((.+)\); kept for the digest$/, (peer, rarity) => ({ kind: 'unconfirmed', rarity, peer })], // prettier-ignore
  [/^waiting up to a minute: (\S+) has not moved along yet \((.+)\)$/, (peer, rarity) => ({ kind: 'waiting_for_peer', rarity, peer })], // prettier-ignore
  [/^waiting up to 3 s: other symbols are moving too \((.+)\)$/, (rarity) => ({ kind: 'waiting_for_others', rarity })],
  [/^not alerted: found in repaired candles \((.+)\); kept for the digest$/, (rarity) => ({ kind: 'late', rarity })],
  [/^not alerted: (\S+) is muted \((.+)\)$/, (symbol, rarity) => ({ kind: 'muted', rarity, symbol })],
  [/^not alerted: below the level set for (\S+) \((.+); it alerts from (.+) on\)$/, (symbol, rarity, level) => ({ kind: 'symbol_level', rarity, symbol, level })], // prettier-ignore
  [/^snoozed until (\d{4}-\d\d-\d\dT[\d:.]+Z)$/, (until) => ({ kind: 'snoozed', until: Date.parse(until) })],
  [/^notifications are switched off$/, () => ({ kind: 'switched_off' })],
  [/^quiet hours (\d\d:\d\d)–(\d\d:\d\d)$/, (from, to) => ({ kind: 'quiet_hours', from, to })],
  [/^cooldown: (\S+) was notified less than ([\d.]+) min before$/, (symbol, minutes) => ({ kind: 'cooldown', symbol, minutes: Number(minutes) })], // prettier-ignore
  [/^not sent: the program stopped before it could be$/, () => ({ kind: 'unsent' })],
];

/** What a stored line says. */
export function readReason(text: string): AlertReason {
  for (const [form, read] of FORMS) {
    const found = form.exec(text);
    if (found !== null) return read(...found.slice(1));
  }
  return { kind: 'other', text };
}

export type AlertFate =
  | { readonly kind: 'delivered'; readonly at: number; readonly tookMs: number; readonly reason: AlertReason }
  | { readonly kind: 'on_its_way'; readonly reason: AlertReason }
  | { readonly kind: 'held_back'; readonly reason: AlertReason }
  /** Found in repaired candles, this long after it happened. */
  | { readonly kind: 'late'; readonly lateMs: number | null }
  /** Raised by another machine on the same database; `alerted` is what that one granted. */
  | { readonly kind: 'elsewhere'; readonly alerted: boolean; readonly reason: AlertReason };

export interface FateOf {
  readonly anomaly: Pick<Anomaly, 'detection_metadata' | 'detected_at' | 'alerted_at'>;
  readonly alerts: readonly Pick<Alert, 'state' | 'reason' | 'delivered_at' | 'raised_at'>[];
  /** Another machine raised it. */
  readonly foreign?: boolean | undefined;
}

/** What became of the alert of one anomaly. Says `elsewhere` rather than claim that this machine told anybody. */
export function fateOf({ anomaly, alerts, foreign = false }: FateOf): AlertFate {
  const { reason: line, late } = anomaly.detection_metadata;
  const told = readReason(line);
  if (foreign) return { kind: 'elsewhere', alerted: anomaly.alerted_at !== null, reason: told };
  const sent = alerts.find(({ delivered_at }) => delivered_at !== null);
  if (sent?.delivered_at != null)
    return { kind: 'delivered', at: sent.delivered_at, tookMs: Math.max(0, sent.delivered_at - sent.raised_at), reason: told }; // prettier-ignore
  if (late || told.kind === 'late') {
    const lateMs = Math.max(0, ...alerts.map(({ raised_at }) => raised_at - anomaly.detected_at));
    return { kind: 'late', lateMs: lateMs > 0 ? lateMs : null };
  }
  if (told.kind !== 'granted') return waiting(told) ? { kind: 'on_its_way', reason: told } : held(told, alerts);
  if (alerts.some(({ state }) => state === 'raised')) return { kind: 'on_its_way', reason: told };
  return held(told, alerts);
}

const waiting = ({ kind }: AlertReason): boolean => kind === 'waiting_for_peer' || kind === 'waiting_for_others';

/** The sender's reason where the budget had granted it, the detection's own where that one held it back. */
function held(told: AlertReason, alerts: FateOf['alerts']): AlertFate {
  const stored = alerts.find(({ state, reason }) => state === 'suppressed' && reason !== null)?.reason ?? null;
  const known = told.kind !== 'granted' && told.kind !== 'other';
  return { kind: 'held_back', reason: known || stored === null ? told : readReason(stored) };
}
