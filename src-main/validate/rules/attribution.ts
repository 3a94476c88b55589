/**
 * Who reported what and when: each quotation is a cited headline, and a headline, a source, a time and a distance from the onset
 * that stand together belong to one and the same report.
 */
import { clockUtc } from '../../../src-shared/format.ts';
import { isQuoteOf, oneLine } from '../../../src-shared/quotation.ts';
import { CLOCK, quantitiesOf, type Quantity } from '../quantities.ts';
import type { NewsFact, Said } from '../said.ts';
import type { Check, RuleInput } from './rule.ts';

const AT_SOURCE = /\ue001(?:\s*[,(]\s*|\s+at\s+)$/u;

interface Part {
  readonly kind: 'quote' | 'source' | 'time' | 'offset';
  readonly at: number;
  readonly fits: (fact: NewsFact) => boolean;
  readonly text: string;
}

export const attribution: Check = (sentence, input) => {
  const unknownQuotes = sentence.quotes.filter((quote) => !sentence.news.some((fact) => isQuoted(quote.text, fact)));
  const groups = sentence.news.length === 0 ? [] : grouped(partsOf(sentence, input));
  const torn = groups.filter((group) => !sentence.news.some((fact) => group.every((part) => part.fits(fact))));
  return [
    ...unknownQuotes.map(({ text }) => `“${text.slice(0, 60)}” is not a cited headline`),
    ...torn.map((group) => `no cited report has ${group.map(({ text }) => text).join(' with ')}`),
  ];
};

/** The headline, its beginning, or a few of its words. */
function isQuoted(quote: string, { news }: NewsFact): boolean {
  const said = oneLine(quote);
  return (
    isQuoteOf(said, news.title) ||
    (said.split(' ').length <= 4 && said.length >= 3 && ` ${oneLine(news.title)} `.includes(` ${said} `))
  );
}

function partsOf({ bare, quotes, sources }: Said, { evidence, subjects }: RuleInput): Part[] {
  const onset = clockUtc(evidence.onset);
  // The onset may be mentioned by the way, but what stands at a source is its publication time.
  const times = [...bare.matchAll(CLOCK)].filter((m) => m[0] !== onset || AT_SOURCE.test(bare.slice(0, m.index)));
  const offsets = quantitiesOf(bare, subjects).filter(({ role }) => role === 'before' || role === 'after');
  const parts: Part[] = [
    ...quotes.map(({ at, text }) => ({
      kind: 'quote' as const,
      at,
      text: `“${text.slice(0, 40)}”`,
      fits: (fact: NewsFact) => isQuoted(text, fact),
    })),
    ...sources.map(({ at, text }) => ({
      kind: 'source' as const,
      at,
      text,
      fits: (fact: NewsFact) => fact.news.source === text,
    })),
    ...times.map((m) => ({
      kind: 'time' as const,
      at: m.index,
      text: m[0],
      fits: (fact: NewsFact) => clockUtc(fact.news.published_at) === m[0],
    })),
    ...offsets.map((offset) => ({
      kind: 'offset' as const,
      at: offset.at,
      text: offset.raw,
      fits: (fact: NewsFact) => isAt(offset, fact),
    })),
  ];
  return parts.sort((a, b) => a.at - b.at);
}

function isAt(offset: Quantity, { news }: NewsFact): boolean {
  const distance = Math.abs(news.time_diff_minutes);
  const sameSide = offset.role === 'before' ? news.time_diff_minutes < 0 : news.time_diff_minutes >= 0;
  return (
    sameSide && (offset.under ? distance < offset.value : Math.abs(distance - offset.value) <= offset.tolerance + 1e-9)
  );
}

/** A new report begins where a kind of part comes again, and with a quotation. */
function grouped(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = [];
  for (const part of parts) {
    const open = groups.at(-1);
    if (open === undefined || part.kind === 'quote' || open.some(({ kind }) => kind === part.kind)) groups.push([part]);
    else open.push(part);
  }
  return groups;
}
