/** Narratives: how many drafts passed, by who wrote them. */
import type { Metrics } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { countText } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';

export function NarrativeInstrument({ metrics }: { metrics: Metrics | undefined }) {
  const rows = metrics?.pass_rate ?? [];
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const counted = (count: number | undefined): string => (count === undefined ? HEALTH_TEXT.none : countText(count));
  return (
    <Instrument
      name={HEALTH_TEXT.narratives}
      reading={HEALTH_TEXT.narrativesReading(total === 0 ? null : Math.round((passed / total) * 100))}
      promise={HEALTH_TEXT.narrativesPromise}
    >
      <Facts
        rows={[
          ...rows.map((row) => [row.llm_provider, HEALTH_TEXT.passed(row.passed, row.total)] as const),
          [HEALTH_TEXT.anomalies, counted(metrics?.totals.anomalies)],
          [HEALTH_TEXT.unfinished, counted(metrics?.health.unfinished)],
        ]}
      />
    </Instrument>
  );
}
