/** The rules as they are edited: a draft beside the saved settings, and the days of a rehearsal as counts. */
import { DAY_MS } from '../../../src-shared/market.ts';
import type { Settings, SettingsPatch } from '../../../src-shared/settings.ts';
import type { Rehearsed } from './use-rehearsal.ts';

export const RULE_KEYS = [
  'alertsPerDay',
  'cooldownMinutes',
  'quietHours',
  'symbolRules',
  'volumeRaises',
  'zScoreRaises',
  'bollingerRaises',
] as const;
export type Rules = Pick<Settings, (typeof RULE_KEYS)[number]>;

export const rulesOf = (settings: Settings): Rules =>
  Object.fromEntries(RULE_KEYS.map((key) => [key, settings[key]])) as unknown as Rules;

/** What the draft changes; empty when it changes nothing. */
export function changesOf(saved: Rules, draft: Rules): SettingsPatch {
  const changed = RULE_KEYS.filter((key) => JSON.stringify(saved[key]) !== JSON.stringify(draft[key]));
  return Object.fromEntries(changed.map((key) => [key, draft[key]]));
}

/** Raising by other detectors is put together when the engine starts. */
export const needsRestart = (changes: SettingsPatch): boolean =>
  'volumeRaises' in changes || 'zScoreRaises' in changes || 'bollingerRaises' in changes;

export interface DayCounts {
  /** First moment of the day of the rehearsal; its days are counted from its beginning. */
  readonly from: number;
  readonly sent: number;
  readonly digest: number;
  readonly below: number;
}

export function byDays(rows: readonly Rehearsed[], from: number, to: number): DayCounts[] {
  const count = Math.max(1, Math.round((to - from) / DAY_MS));
  const days = Array.from({ length: count }, (_, day) => ({ from: from + day * DAY_MS, sent: 0, digest: 0, below: 0 }));
  for (const { anomaly, outcome } of rows) {
    const day = days[Math.min(count - 1, Math.max(0, Math.floor((anomaly.detected_at - from) / DAY_MS)))];
    if (day !== undefined) day[outcome === 'below_level' ? 'below' : outcome] += 1;
  }
  return days;
}
