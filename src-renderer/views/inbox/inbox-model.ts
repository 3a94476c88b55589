/** What the inbox shows of the stored alerts: which are new, which were held back and why, grouped by the reader's days. */
import type { Alert } from '../../../src-shared/anomaly.ts';
import { isNew } from '../../client/alerts.ts';
import { dayText, type ZoneChoice } from '../../ui/zone.ts';

export const INBOX_KINDS = ['all', 'new', 'held'] as const;
export type InboxKind = (typeof INBOX_KINDS)[number];

export const isHeld = ({ state }: Alert): boolean => state === 'suppressed';

export const kindOf = (text: string | undefined): InboxKind => INBOX_KINDS.find((kind) => kind === text) ?? 'all';

const KEEPS: Readonly<Record<InboxKind, (alert: Alert) => boolean>> = { all: () => true, new: isNew, held: isHeld };

/** Newest first. */
export function shownAlerts(alerts: readonly Alert[], kind: InboxKind): Alert[] {
  return alerts.filter(KEEPS[kind]).sort((a, b) => b.raised_at - a.raised_at);
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
      return 'on its way';
    case 'delivered':
      return 'delivered';
    case 'seen':
      return 'seen';
    case 'suppressed':
      return `held back: ${reason ?? 'no reason was kept'}`;
  }
}
