/**
 * Every number is in the evidence the sentence cites: the same unit, the same sign, the same subject, equal within half of the
 * last digit it states. Direction words without a number must agree with the move as well.
 */
import type { EvidenceFact } from '../../../src-shared/narrative.ts';
import { baseOf } from '../../../src-shared/market.ts';
import { directionsIn, quantitiesOf, type Quantity } from '../quantities.ts';
import { FLAT } from '../phrases.ts';
import type { NewsFact, Said, Subjects } from '../said.ts';
import type { Check, RuleInput } from './rule.ts';

export const numbers: Check = (sentence, input) => {
  const truths = sentence.cited.flatMap((fact) => truthsOf(fact, input.subjects));
  const wrong = quantitiesOf(sentence.bare, input.subjects).filter(
    (said) => !isGrounded(said, truths, sentence, input),
  );
  return [...wrong.map(({ raw }) => `“${raw}” is not in the cited evidence`), ...directions(sentence, input)];
};

function isGrounded(said: Quantity, truths: readonly Quantity[], sentence: Said, input: RuleInput): boolean {
  if (!Number.isFinite(said.value) || Number.isNaN(said.sign)) return false;
  if (said.role === 'before' || said.role === 'after') return sentence.news.some((fact) => isOffset(said, fact));
  if (said.unit === 'count' || said.unit === 'none')
    return isCount(said, sentence) || truths.some((truth) => matches(said, truth, input));
  return truths.some((truth) => matches(said, truth, input));
}

/** A fact's own value, what follows from it, and the numbers in its words. A headline's numbers are its publisher's. */
function truthsOf(fact: EvidenceFact, subjects: Subjects): Quantity[] {
  if (fact.news !== null) return [];
  const stated = quantitiesOf(fact.text, subjects);
  const { value, unit } = fact;
  if (value === null) return stated;
  const subject = subjects.before(fact.text, Number.POSITIVE_INFINITY);
  const one = (unitName: string, number: number): Quantity => ({
    raw: fact.id,
    at: 0,
    value: number,
    unit: unitName,
    tolerance: 0,
    sign: unitName === 'percent' && unit !== 'share' ? Math.sign(number) : 0,
    subject: unit === 'share' ? null : subject,
    role: roleOf(fact),
    under: false,
  });
  return [...stated, ...valuesOf(unit, value).map(([name, number]) => one(name, number))];
}

const roleOf = ({ kind, unit }: EvidenceFact): Quantity['role'] =>
  unit === 'share' ? 'share' : kind === 'volume' && unit === 'percent' ? 'volume' : 'plain';

/** A share may be stated without "of the symbols" only where nothing says that a price moved by it. */
const sameRole = (said: Quantity, truth: Quantity): boolean =>
  said.role === truth.role || (truth.role === 'share' && said.role === 'plain' && said.sign === 0);

function valuesOf(unit: string | null, value: number): (readonly [string, number])[] {
  if (unit === 'share') return [['percent', value * 100]];
  if (unit === 'per_day') return [['per_day', value], ...(value > 0 ? [['days', 1 / value] as const] : [])];
  if (unit === 'percent_from_onset') return [['percent', value]];
  if (unit === 'hours') return [['minutes', value * 60]];
  if (unit !== null && ['percent', 'minutes', 'times', 'days', 'z'].includes(unit)) return [[unit, value]];
  return unit === null || unit === 'beta' ? [['none', value]] : [['count', value]];
}

function matches(said: Quantity, truth: Quantity, input: RuleInput): boolean {
  if (said.unit !== truth.unit && !(said.unit === 'none' && truth.unit === 'count')) return false;
  if (said.unit === 'percent' && !sameRole(said, truth)) return false;
  if (said.role === 'memory' || truth.role === 'memory') return said.role === truth.role && said.value === truth.value;
  if (said.subject !== null && truth.subject !== null && said.subject !== truth.subject) return false;
  if (
    said.subject === null &&
    said.unit === 'percent' &&
    truth.subject !== null &&
    truth.subject !== baseOf(input.evidence.symbol)
  )
    return false;
  const [a, b] = [Math.abs(said.value), Math.abs(truth.value)];
  if (Math.abs(a - b) > said.tolerance + 1e-9 * (1 + b)) return false;
  return said.sign === 0 || truth.sign === 0 || said.sign === truth.sign;
}

/** `9 min after`, `less than 1 min before`: against the cited reports, by side of the onset. */
function isOffset(said: Quantity, { news }: NewsFact): boolean {
  const minutes = news.time_diff_minutes;
  if (said.role === 'before' ? minutes >= 0 : minutes < 0) return false;
  const distance = Math.abs(minutes);
  return said.under
    ? distance < said.value && distance >= said.value - 1
    : Math.abs(distance - said.value) <= said.tolerance + 1e-9;
}

/** A bare count of what the sentence cites: reports, their sources, sources that were down beyond those named. */
function isCount({ value }: Quantity, { news, cited, bare }: Said): boolean {
  const down = cited.filter((fact) => fact.kind === 'source_down');
  const named = down.filter((fact) => bare.includes(fact.text.replace(/ could not be read\.?$/u, '')));
  const counts = [
    news.length,
    new Set(news.map((fact) => fact.news.source)).size,
    down.length,
    down.length - named.length,
  ];
  return value > 0 && counts.includes(value);
}

function directions({ bare, cited }: Said, input: RuleInput): string[] {
  // What followed earlier moves may have gone the other way.
  if (cited.some((fact) => fact.kind === 'similar')) return [];
  const wrongWay = directionsIn(bare).filter(({ at, sign }) => {
    if (/\bvolume\s*(?:\w+\s*)?$/iu.test(bare.slice(0, at))) return false;
    const truth = changeOf(bare, at, input);
    return truth !== null && truth !== 0 && Math.sign(truth) !== sign;
  });
  const notFlat = [...bare.matchAll(FLAT)].filter((m) => Math.abs(changeOf(bare, m.index, input) ?? 0) > 0.05);
  return [
    ...wrongWay.map(({ word }) => `“${word}” is the wrong direction`),
    ...notFlat.map((m) => `“${m[0]}” is not what the evidence says`),
  ];
}

/** The change of whoever is named last before a place in the sentence. */
function changeOf(bare: string, at: number, { subjects, evidence }: RuleInput): number | null {
  const own = baseOf(evidence.symbol);
  const subject = subjects.before(bare, at) ?? own;
  const facts = evidence.facts.filter(
    (fact) => fact.unit === 'percent' && (fact.kind === 'move' || fact.kind === 'market'),
  );
  const about = (fact: EvidenceFact) =>
    subjects.before(fact.text, Number.POSITIVE_INFINITY) ?? (fact.kind === 'move' ? own : null);
  return facts.find((fact) => about(fact) === subject)?.value ?? null;
}
