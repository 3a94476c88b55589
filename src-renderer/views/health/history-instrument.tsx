/** History: what is still being read or learned, and what was never repaired. */
import type { Health, Metrics } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { backfillText } from '../../live/backfill-banner.tsx';
import { Progress } from '../../ui/parts.tsx';
import { countText } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';

export function HistoryInstrument({ health, metrics }: { health: Health; metrics: Metrics | undefined }) {
  const { backfill, learning, speed } = health;
  const reading = backfill.active ? backfillText(backfill) : HEALTH_TEXT.learningReading(learning.length);
  const counted = (count: number | undefined): string => (count === undefined ? HEALTH_TEXT.none : countText(count));
  return (
    <Instrument name={HEALTH_TEXT.history} reading={reading} promise={HEALTH_TEXT.historyPromise}>
      {backfill.active && <Progress done={backfill.done} total={backfill.total} label={reading} />}
      <Facts
        rows={[
          [HEALTH_TEXT.speed, `× ${speed}`],
          [HEALTH_TEXT.gapsOpen, counted(metrics?.health.open_gaps)],
          [HEALTH_TEXT.newsItems, counted(metrics?.totals.news_items)],
        ]}
      />
    </Instrument>
  );
}
