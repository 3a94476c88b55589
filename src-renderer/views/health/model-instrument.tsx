/** The language model: what was spent of what is allowed, and whether it answers. Days and months are UTC. */
import type { ModelHealth } from '../../../src-shared/health.ts';
import { HEALTH_TEXT } from '../../../src-shared/text/health.ts';
import { useSettings } from '../../client/settings.ts';
import { countText } from '../../ui/words.ts';
import { Facts, Instrument, type Fact } from './instrument.tsx';

const money = (dollars: number): string => HEALTH_TEXT.money(dollars);

export function ModelInstrument({ model: { provider, model, state, detail, spent } }: { model: ModelHealth }) {
  const limits = useSettings()?.model.budget;
  const of = (used: number, limit: number | null | undefined, text: (value: number) => string): string =>
    limit === undefined ? text(used) : HEALTH_TEXT.ofLimit(text(used), limit === null ? null : text(limit));
  const rows: Fact[] = [
    [HEALTH_TEXT.moneyToday, of(spent.dayMoney, limits?.moneyPerDay, money)],
    [HEALTH_TEXT.moneyMonth, of(spent.monthMoney, limits?.moneyPerMonth, money)],
    [HEALTH_TEXT.tokensToday, of(spent.dayTokens, limits?.tokensPerDay, countText)],
    ...(spent.dayCalls === undefined ? [] : [[HEALTH_TEXT.callsToday, countText(spent.dayCalls)] as const]),
    [HEALTH_TEXT.modelName, model],
  ];
  return (
    <Instrument
      name={HEALTH_TEXT.model(provider)}
      warn={state === 'failing' || state === 'budget_used'}
      reading={HEALTH_TEXT.modelReading(HEALTH_TEXT.modelStates[state], money(spent.dayMoney))}
      promise={detail ?? HEALTH_TEXT.modelPromise}
    >
      <Facts rows={rows} />
    </Instrument>
  );
}
