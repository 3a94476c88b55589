/** Alerts by day: what was delivered, held back after the budget's yes, and not granted; each in the day it was raised, once. */
import { describe, expect, it } from 'vitest';
import { alertDays } from '../../../src-main/flow/alert-days.ts';
import { UNGRANTED } from '../../../src-main/flow/episodes.ts';
import { alertOf } from '../../../src-main/publish/alert-text.ts';
import { DAY_MS, HOUR_MS } from '../../../src-shared/market.ts';
import type { Alert } from '../../../src-shared/anomaly.ts';
import type { Reader } from '../../../src-shared/ports/reader.ts';
import { anomalyOf } from '../../fixtures/anomaly.ts';

const DAY = Date.UTC(2026, 2, 27);
const at = (hours: number, state: Alert['state'], reason: string | null = null): Alert => ({ ...alertOf(anomalyOf(), DAY + hours * HOUR_MS), state, reason }); // prettier-ignore
const over = (alerts: readonly Alert[]): Pick<Reader, 'alerts'> => ({
  alerts: ({ from, to = Infinity }) => Promise.resolve(alerts.filter(({ raised_at }) => raised_at >= from && raised_at < to)), // prettier-ignore
});

describe('alerts by day', () => {
  it('counts each once, in its day, by what became of it', async () => {
    const alerts = [
      at(-1, 'seen'),
      at(0, 'delivered'),
      at(5, 'suppressed', 'quiet hours 23:00–07:00'),
      at(5, 'suppressed', UNGRANTED.digest),
      at(6, 'suppressed', UNGRANTED.late),
      at(7, 'suppressed', 'desktop: no notification service'),
      at(8, 'raised'),
      at(24, 'delivered'),
      at(48, 'delivered'),
    ];
    expect(await alertDays(over(alerts), [DAY, DAY + DAY_MS, DAY + 2 * DAY_MS])).toEqual([
      { from: DAY, to: DAY + DAY_MS, delivered: 1, held: 2, beyond: 2 },
      { from: DAY + DAY_MS, to: DAY + 2 * DAY_MS, delivered: 1, held: 0, beyond: 0 },
    ]);
  });

  it('takes bounds in any order, a day of 23 or 25 hours as one', async () => {
    const days = await alertDays(over([at(23.5, 'delivered')]), [DAY + 23 * HOUR_MS, DAY + 48 * HOUR_MS, DAY]);
    expect(days.map(({ delivered }) => delivered)).toEqual([0, 1]);
  });
});
