/** Every time of day is UTC and in the cited evidence; what begins "from" a time begins at the onset. */
import { clockUtc, isoOf } from '../../../src-shared/format.ts';
import type { Evidence } from '../../../src-shared/narrative.ts';
import { CLOCK, DATE } from '../quantities.ts';
import type { Said } from '../said.ts';
import type { Check } from './rule.ts';

const ZONE = /^\s?(?:[a-z]\.?m\.?\b|(?:Z|GMT|[A-Z]{1,3}T|[A-Z]{2}ST|[A-Z]{2}DT|BST|CEST|IST|JST|KST)\b|[+-]\d)/iu;
const FROM_ONSET = /\b(?:from|since|starting(?: at)?|beginning(?: at)?|began at|started at|onset(?: at| of)?)\s*$/iu;

export const times: Check = ({ bare, cited, news }, { evidence }) => {
  const known = knownTimes(cited, news, evidence);
  const found = [...bare.matchAll(CLOCK)];
  return [
    ...found.flatMap((m) => against(bare, m[0], m.index, known, evidence)),
    ...[...bare.matchAll(DATE)].flatMap((m) =>
      known.some((time) => isoOf(time).startsWith(m[0])) ? [] : [`the date ${m[0]} is not in the cited evidence`],
    ),
  ];
};

function against(bare: string, said: string, at: number, known: readonly number[], evidence: Evidence): string[] {
  const rest = bare.slice(at + said.length);
  const clock = said.slice(0, 5).padStart(5, '0');
  if (ZONE.test(rest) && !/^\s?UTC\b/u.test(rest)) return [`the time ${said} is not given in UTC`];
  if (!/\bUTC\b/u.test(rest)) return [`the time ${said} is without its zone`];
  if (!known.some((time) => clockUtc(time) === clock)) return [`the time ${said} is not in the cited evidence`];
  const fromOnset = FROM_ONSET.test(bare.slice(0, at));
  return fromOnset && clock !== clockUtc(evidence.onset) ? [`${said} is not the onset`] : [];
}

/** Times of the facts, of the reports, of the onset, and those that the facts' words state. */
function knownTimes(cited: Said['cited'], news: Said['news'], evidence: Evidence): number[] {
  const stated = cited
    .filter((fact) => fact.news === null)
    .flatMap((fact) => [...fact.text.matchAll(CLOCK)].map((m) => onDay(evidence.onset, m[0])));
  const published = news.flatMap((fact) => [fact.news.published_at]);
  return [
    evidence.onset,
    ...cited.filter((fact) => fact.news === null).map((fact) => fact.time),
    ...published,
    ...stated,
  ];
}

const onDay = (day: number, clock: string): number => {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Math.floor(day / 86_400_000) * 86_400_000 + (Number(hours) * 60 + Number(minutes)) * 60_000;
};
