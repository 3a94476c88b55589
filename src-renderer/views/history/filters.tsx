/** The filter chips of History; what is chosen lives in the address, so that a reload and a link keep it. */
import { memo } from 'react';
import { CAUSE_LABELS, TYPE_LABELS } from '../../../src-shared/text/labels.ts';
import { HISTORY_TEXT } from '../../../src-shared/text/history.ts';
import { useSymbols } from '../../client/engine.tsx';
import { refine } from '../../client/route.ts';
import { Button } from '../../ui/parts.tsx';
import { Choice, Day, Toggle } from './choice.tsx';
import { isNarrowed, NO_FILTER, ORDERS, VERDICTS, type HistoryFilter } from './history-filter.ts';

const TEXT = HISTORY_TEXT.filters;
const PERIODS = [1, 7, 30, 365] as const;
/** Confidence is 1 / (1 + λ): about once a day, in nine days, in two months. */
const RARITIES: readonly (readonly [confidence: string, days: number])[] = [['0.5', 1], ['0.9', 9], ['0.984', 60]]; // prettier-ignore
const RANGE = 'range';

export const Filters = memo(function Filters({ filter, searching }: { filter: HistoryFilter; searching: boolean }) {
  return (
    <div role="group" aria-label={TEXT.label} className="flex flex-wrap items-center gap-2">
      <What filter={filter} />
      <When filter={filter} />
      <Told filter={filter} />
      {isNarrowed(filter) && <Button onClick={() => refine(NO_FILTER)}>{TEXT.clear}</Button>}
      <Order filter={filter} searching={searching} />
    </div>
  );
});

function What({ filter }: { filter: HistoryFilter }) {
  const symbols = useSymbols();
  // One that is watched no longer has a history all the same.
  const known = filter.symbol === null || symbols.includes(filter.symbol) ? symbols : [filter.symbol, ...symbols];
  return (
    <>
      <Choice
        label={TEXT.symbol}
        any={TEXT.anySymbol}
        value={filter.symbol}
        options={known.map((symbol) => [symbol, symbol])}
        onChange={(symbol) => refine({ symbol })}
      />
      <Choice
        label={TEXT.type}
        any={TEXT.anyType}
        value={filter.type}
        options={Object.entries(TYPE_LABELS)}
        onChange={(type) => refine({ type })}
      />
      <Choice
        label={TEXT.rarity}
        any={TEXT.anyRarity}
        value={filter.minConfidence === null ? null : String(filter.minConfidence)}
        options={raritiesWith(filter.minConfidence)}
        onChange={(conf) => refine({ conf })}
      />
    </>
  );
}

/** One that came by the address is offered too. */
function raritiesWith(given: number | null): (readonly [string, string])[] {
  const named = RARITIES.map(([confidence, days]) => [confidence, TEXT.rarerThan(days)] as const);
  if (given === null || named.some(([confidence]) => Number(confidence) === given)) return named;
  return [[String(given), TEXT.confidence(given)], ...named];
}

function When({ filter: { days, from, to } }: { filter: HistoryFilter }) {
  const ranged = from !== null || to !== null;
  const choose = (chosen: string | null): void => {
    if (chosen !== RANGE) return refine({ days: chosen, from: null, to: null });
    const today = new Date().toISOString().slice(0, 10);
    refine({ days: null, from: null, to: today });
  };
  const periods = PERIODS.map((period) => [String(period), TEXT.lastDays(period)] as const);
  return (
    <>
      <Choice
        label={TEXT.period}
        any={TEXT.anyPeriod}
        value={ranged ? RANGE : days === null ? null : String(days)}
        options={[...periods, [RANGE, TEXT.range]]}
        onChange={choose}
      />
      {ranged && <Day label={TEXT.from} value={from} onChange={(day) => refine({ from: day })} />}
      {ranged && <Day label={TEXT.to} value={to} onChange={(day) => refine({ to: day })} />}
    </>
  );
}

function Told({ filter }: { filter: HistoryFilter }) {
  return (
    <>
      <Choice
        label={TEXT.cause}
        any={TEXT.anyCause}
        value={filter.cause}
        options={Object.entries(CAUSE_LABELS)}
        onChange={(cause) => refine({ cause })}
      />
      <Choice
        label={TEXT.verdict}
        any={TEXT.anyVerdict}
        value={filter.verdict}
        options={VERDICTS.map((verdict) => [verdict, TEXT[verdict]])}
        onChange={(verdict) => refine({ verdict })}
      />
      <Toggle on={filter.marketWide} title={TEXT.marketWideHint} onChange={(on) => refine({ wide: on ? '1' : null })}>
        {TEXT.marketWide}
      </Toggle>
      <Toggle on={filter.mine} title={TEXT.mineHint} onChange={(on) => refine({ mine: on ? '1' : null })}>
        {TEXT.mine}
      </Toggle>
    </>
  );
}

function Order({ filter, searching }: { filter: HistoryFilter; searching: boolean }) {
  const usual = searching ? 'best' : 'newest';
  const orders = ORDERS.filter((order) => searching || order !== 'best');
  const chosen = filter.sort !== null && orders.includes(filter.sort) ? filter.sort : usual;
  return (
    <span className="ml-auto">
      <Choice
        label={HISTORY_TEXT.sort.label}
        any={null}
        value={chosen}
        options={orders.map((order) => [order, HISTORY_TEXT.sort[order]])}
        onChange={(sort) => refine({ sort: sort === usual ? null : sort })}
      />
    </span>
  );
}
