/**
 * What History is narrowed to, as it stands in the address (`#/history?q=…&symbol=…&from=2026-03-01&conf=0.9&wide=1&sort=rarest`), and the
 * same as the engine is asked. What the address says wrongly is left out.
 */
import { AnomalyTypeSchema, type AnomalyType } from '../../../src-shared/anomaly.ts';
import { SORTS, type Sort } from '../../../src-shared/history.ts';
import { DAY_MS } from '../../../src-shared/market.ts';
import { CauseSchema, type Cause } from '../../../src-shared/narrative.ts';
import type { AnomalyConditions } from '../../../src-shared/ports/reader.ts';
import type { ZoneChoice } from '../../ui/zone.ts';

export interface HistoryFilter {
  readonly symbol: string | null;
  readonly type: AnomalyType | null;
  readonly verdict: 'accepted' | 'withheld' | 'unfinished' | null;
  readonly cause: Cause | null;
  /** Days back; null = all, or what `from` and `to` say. */
  readonly days: number | null;
  /** Whole days of the reader's zone, `YYYY-MM-DD`, both inclusive. */
  readonly from: string | null;
  readonly to: string | null;
  readonly minConfidence: number | null;
  readonly marketWide: boolean;
  readonly mine: boolean;
  readonly sort: Sort | 'best' | null;
}

type Params = Readonly<Record<string, string>>;

export const VERDICTS = ['accepted', 'withheld', 'unfinished'] as const;
export const ORDERS = [...SORTS, 'best'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const oneOf = <T extends string>(known: readonly T[], given: string | undefined): T | null =>
  known.find((one) => one === given) ?? null;
const dayOf = (given: string | undefined): string | null =>
  given !== undefined && DAY.test(given) && !Number.isNaN(Date.parse(given)) ? given : null;
function numberOf(given: string | undefined, most: number): number | null {
  const value = Number(given);
  return Number.isFinite(value) && value > 0 && value <= most ? value : null;
}

export function filterOf(params: Params): HistoryFilter {
  return {
    symbol: params.symbol ?? null,
    type: oneOf(AnomalyTypeSchema.options, params.type),
    verdict: oneOf(VERDICTS, params.verdict),
    cause: oneOf(CauseSchema.options, params.cause),
    days: numberOf(params.days, 10_000),
    from: dayOf(params.from),
    to: dayOf(params.to),
    minConfidence: numberOf(params.conf, 1),
    marketWide: params.wide === '1',
    mine: params.mine === '1',
    sort: oneOf(ORDERS, params.sort),
  };
}

/** The address's parameters of every filter, none set. */
export const NO_FILTER = { symbol: null, type: null, verdict: null, cause: null, days: null, from: null, to: null, conf: null, wide: null, mine: null } as const; // prettier-ignore

export const isNarrowed = ({ sort: _sort, ...filter }: HistoryFilter): boolean =>
  Object.values(filter).some((value) => value !== null && value !== false);

/** The day's first moment in the reader's zone. */
export function dayStart(day: string, zone: ZoneChoice): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return zone === 'utc' ? Date.UTC(year, month - 1, date) : new Date(year, month - 1, date).getTime();
}

/** The first moment of the day after, whatever the clocks do in between. */
function dayEnd(day: string, zone: ZoneChoice): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return zone === 'utc' ? Date.UTC(year, month - 1, date + 1) : new Date(year, month - 1, date + 1).getTime();
}

/** `now`: market time, for the days back. */
export function conditionsOf(filter: HistoryFilter, now: number, zone: ZoneChoice): AnomalyConditions {
  const { symbol, type, verdict, cause, days, from, to, minConfidence, marketWide, mine } = filter;
  const since = days === null ? null : Math.max(0, Math.floor(now - days * DAY_MS));
  const start = from === null ? since : dayStart(from, zone);
  return {
    ...(symbol !== null && { symbol }),
    ...(type !== null && { type }),
    ...(verdict !== null && { verdict }),
    ...(cause !== null && { cause }),
    ...(start !== null && { from: Math.max(0, start) }),
    ...(to !== null && { to: Math.max(0, dayEnd(to, zone) - 1) }),
    ...(minConfidence !== null && { minConfidence }),
    ...(marketWide && { marketWide }),
    ...(mine && { mine }),
  };
}
