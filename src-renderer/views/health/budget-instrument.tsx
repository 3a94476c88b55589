/** The alert budget: what was promised, and what came of it. */
import type { Health, Metrics } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { numberText } from '../../ui/numbers.ts';
import { countText } from '../../ui/words.ts';
import { Facts, Instrument } from './instrument.tsx';

export function BudgetInstrument({ health: { budget }, metrics }: { health: Health; metrics: Metrics | undefined }) {
  const realised = metrics?.budget.realised_per_day ?? null;
  const perDay = countText(budget.perDay);
  return (
    <Instrument
      name={HEALTH_TEXT.budget}
      reading={HEALTH_TEXT.budgetReading(countText(budget.last24h), perDay)}
      promise={HEALTH_TEXT.budgetPromise(perDay, countText(budget.hardStop))}
    >
      <Facts
        rows={[
          [HEALTH_TEXT.promised, perDay],
          [HEALTH_TEXT.realised, realised === null ? HEALTH_TEXT.realisedUnknown : numberText(realised, 1)],
          [
            HEALTH_TEXT.measuredOver,
            metrics === undefined ? HEALTH_TEXT.none : HEALTH_TEXT.days(Math.round(metrics.budget.days)),
          ],
          [HEALTH_TEXT.digest, countText(budget.digest)],
        ]}
      />
    </Instrument>
  );
}
