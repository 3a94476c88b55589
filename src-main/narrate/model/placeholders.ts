/**
 * What a model may write instead of a number, a time, a headline or a source: `{E1}`, `{E9:minutes}`, `{onset}`. Filled here from
 * the evidence with the template's units, signs and roundings. Digits, quotation marks and braces of its own are refused.
 */
import { baseOf, minuteOf } from '../../../src-shared/market.ts';
import type { Evidence, EvidenceFact } from '../../../src-shared/narrative.ts';
import { isQuotable, quoteTitle, sourceName } from '../../../src-shared/quotation.ts';
import { rarityText } from '../../../src-shared/text/labels.ts';
import { isFlat, movedText, percentDigits, timesDigits, utc } from '../fact.ts';

export interface Filled {
  readonly text: string;
  /** Facts whose placeholders were filled, in order. */
  readonly ids: readonly string[];
  /** Why the text is refused; empty when it is not. */
  readonly wrong: readonly string[];
}

type Forms = Readonly<Record<string, string | null>>;

const PLACEHOLDER = /\{(E[1-9]\d{0,3}|onset)(?::([a-z]{1,12}))?\}/g;
const QUOTE_MARKS = /[“”„‟«»"＂]/u;

/** `names` may carry digits (`1INCH`); everything else with a digit in it is refused. */
export function fillText(text: string, evidence: Evidence, names: readonly string[]): Filled {
  const facts = new Map(evidence.facts.map((fact) => [fact.id, fact]));
  const ids: string[] = [];
  const wrong: string[] = ownMarks(text, names);
  const filled = text.replace(PLACEHOLDER, (whole: string, id: string, form: string | undefined) => {
    if (id === 'onset') return utc(evidence.onset);
    const fact = facts.get(id);
    const value = fact === undefined ? undefined : formsOf(fact, evidence)[form ?? ''];
    if (fact !== undefined) ids.push(id);
    if (typeof value === 'string') return value;
    wrong.push(fact === undefined ? `there is no ${id}` : whyNot(fact, form ?? '', value));
    return whole;
  });
  return { text: filled, ids: [...new Set(ids)], wrong: [...new Set(wrong)] };
}

const whyNot = ({ id, kind }: EvidenceFact, form: string, value: null | undefined): string =>
  value === null
    ? `the headline of ${id} must not be repeated`
    : form === ''
      ? `${id} has no value to fill in`
      : `${id} (${kind}) has no :${form}`;

export const withoutPlaceholders = (text: string): string => text.replace(PLACEHOLDER, ' ');

/** What stands in the text outside of placeholders and may not. */
function ownMarks(text: string, names: readonly string[]): string[] {
  const rest = withoutNames(withoutPlaceholders(text), names);
  const digit = /\S*\p{N}\S*/u.exec(rest)?.[0];
  return [
    ...(digit === undefined ? [] : [`a number outside a placeholder: ${digit.slice(0, 30)}`]),
    ...(QUOTE_MARKS.test(rest) ? ['a quotation outside a placeholder'] : []),
    ...(/[{}]/.test(rest) ? ['a placeholder that is not one'] : []),
  ];
}

/** Without the names, whole and as they are written. */
export function withoutNames(text: string, names: readonly string[]): string {
  const longest = [...names].sort((a, b) => b.length - a.length);
  return longest.reduce(
    (rest, name) => rest.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'gu'), ' '),
    text,
  );
}

/** For a pattern with the `u` flag. */
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Names that the evidence itself gives: the symbol, its asset, and the market's. Sources come by placeholder. */
export function namesIn(evidence: Evidence, own: readonly string[]): string[] {
  const market = evidence.facts.filter(({ kind }) => kind === 'market').map(({ text }) => text.split(' ')[0] ?? '');
  return [evidence.symbol, baseOf(evidence.symbol), ...own, ...market].filter((name) => /\p{L}/u.test(name));
}

/** What a fact's placeholders give; `''` is the bare one. Null: there, but not to be repeated. */
export function formsOf(fact: EvidenceFact, evidence: Evidence): Forms {
  if (fact.news !== null) return newsForms(fact.news, evidence);
  const { kind, unit, value } = fact;
  if (kind === 'source_down') return { '': fact.text.replace(/ could not be read$/, '') };
  if (kind === 'quiet') return { '': quietText(fact), time: utc(fact.time) };
  const text = value === null ? withoutValue(fact) : valueForms(kind, unit, value);
  return { ...text, time: utc(fact.time) };
}

const withoutValue = ({ kind }: EvidenceFact): Forms => (kind === 'rarity' ? { '': 'still of unknown rarity' } : {});

function valueForms(kind: EvidenceFact['kind'], unit: string | null, value: number): Forms {
  const signed = `${value < 0 ? '−' : '+'}${percentDigits(value)} %`;
  if (unit === 'percent' && kind !== 'similar')
    return { '': movedText(value), ...(!isFlat(value) && { size: `${percentDigits(value)} %` }) };
  if (unit === 'percent' || unit === 'percent_from_onset') return { '': signed, size: `${percentDigits(value)} %` };
  if (unit === 'minutes') return { '': `${value} min` };
  if (unit === 'times') return { '': `${timesDigits(value)} times` };
  if (unit === 'per_day') return { '': rarityText(value) };
  if (unit === 'share') return { '': `${Math.round(value * 100)} %` };
  if (unit === 'z') return { '': `${Math.abs(value).toFixed(1)} σ` };
  if (unit === 'beta') return { '': value.toFixed(2) };
  return unit === 'anomalies' ? { '': String(value) } : {};
}

function newsForms({ title, source, published_at }: NonNullable<EvidenceFact['news']>, evidence: Evidence): Forms {
  const quoted = isQuotable(title) ? quoteTitle(title) : null;
  return {
    '': quoted,
    title: quoted,
    source: sourceName(source),
    time: utc(published_at),
    minutes: offsetText((published_at - minuteOf(evidence.onset)) / 60_000),
  };
}

/** `2 min before the onset`. */
export function offsetText(minutes: number): string {
  if (minutes < 0 && minutes > -1) return 'less than 1 min before the onset';
  const whole = Math.round(Math.abs(minutes));
  return whole === 0 ? 'in the minute of the onset' : `${whole} min ${minutes < 0 ? 'before' : 'after'} the onset`;
}

/** `no linked report within 3 h`, as the fact says it, without the moment of a look that is not over. */
function quietText({ text, value }: EvidenceFact): string {
  const except = text.includes('other than of the price') ? ' other than of the price itself' : '';
  return `no linked report ${value === null ? 'so far' : `within ${value / 60} h`}${except}`;
}
