/** What the inbox shows of the stored alerts: which, in which groups, and what became of each. Newest first throughout. */
import { readReason } from '../../../src-shared/alert-fate.ts';
import type { Alert } from '../../../src-shared/anomaly.ts';
import { becauseText } from '../../../src-shared/text/alert-reasons.ts';
import { INBOX_TEXT } from '../../../src-shared/text/inbox.ts';
import { isNew } from '../../client/alerts.ts';
import { dayText, type ZoneChoice } from '../../ui/zone.ts';

export const INBOX_KINDS = ['all', 'new', 'delivered', 'held'] as const;
export type InboxKind = (typeof INBOX_KINDS)[number];

export const isHeld = ({ state }: Alert): boolean => state === 'suppressed';
const isDelivered = ({ delivered_at }: Alert): boolean => delivered_at !== null;

export const kindOf = (text: string | undefined): InboxKind => INBOX_KINDS.find((kind) => kind === text) ?? 'all';

/** An alert's title begins with its symbol (publish/alert-text). */
export const symbolOf = ({ title }: Alert): string => title.split(' ', 1)[0] ?? '';

export const KEEPS: Readonly<Record<InboxKind, (alert: Alert) => boolean>> = {
  all: () => true,
  new: isNew,
  delivered: isDelivered,
  held: isHeld,
};

/** Newest first; `symbol` null for all of them. */
export function shownAlerts(alerts: readonly Alert[], kind: InboxKind, symbol: string | null = null): Alert[] {
  return alerts
    .filter((alert) => KEEPS[kind](alert) && (symbol === null || symbolOf(alert) === symbol))
    .sort((a, b) => b.raised_at - a.raised_at || (a.id < b.id ? -1 : 1));
}

/** Rested on purpose, and not looked at since: what a person wants to know first in the morning. */
export function isMissed(alert: Alert): boolean {
  if (!isHeld(alert) || alert.seen_at !== null || alert.reason === null) return false;
  const { kind } = readReason(alert.reason);
  return kind === 'quiet_hours' || kind === 'snoozed';
}

export interface InboxGroup {
  readonly name: string;
  readonly missed: boolean;
  readonly alerts: readonly Alert[];
}

/** What was missed while quiet first, where that is looked at; then by the reader's days. */
export function inGroups(
  alerts: readonly Alert[],
  kind: InboxKind,
  zone: ZoneChoice,
  missed: ReadonlySet<string>,
): InboxGroup[] {
  const first = kind === 'all' || kind === 'new' ? alerts.filter(({ id }) => missed.has(id)) : [];
  const days = byDay(
    alerts.filter((alert) => !first.includes(alert)),
    zone,
  );
  const groups = days.map(({ day, alerts: ofDay }) => ({ name: day, missed: false, alerts: ofDay }));
  return first.length === 0 ? groups : [{ name: INBOX_TEXT.missed, missed: true, alerts: first }, ...groups];
}

export interface InboxDay {
  readonly day: string;
  readonly alerts: readonly Alert[];
}

/** Alerts newest first into days, in the same order. */
export function byDay(alerts: readonly Alert[], zone: ZoneChoice): InboxDay[] {
  const days: { day: string; alerts: Alert[] }[] = [];
  for (const alert of alerts) {
    const day = dayText(alert.raised_at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.alerts.push(alert);
    else days.push({ day, alerts: [alert] });
  }
  return days;
}

/** What became of it, in a word or with the reason. */
export function fateText({ state, reason }: Alert): string {
  switch (state) {
    case 'raised':
      return INBOX_TEXT.onItsWay;
    case 'delivered':
      return INBOX_TEXT.delivered;
    case 'seen':
      return INBOX_TEXT.seen;
    case 'suppressed':
      return INBOX_TEXT.heldBack(reason === null ? INBOX_TEXT.noReason : becauseText(readReason(reason)));
  }
}
