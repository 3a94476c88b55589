/**
 * The template's two sentences: first what moved, how much, since when, how rare; then what may be said of the reason. Exact
 * numbers, UTC times, no advice. A headline appears only between “ and ”, and only when it is fit to be repeated.
 */
import { baseOf } from '../../src-shared/market.ts';
import type { Draft, Evidence, EvidenceFact } from '../../src-shared/narrative.ts';
import { isQuotable, quoteTitle, sourceName } from '../../src-shared/quotation.ts';
import { rarityText } from '../../src-shared/text/labels.ts';
import type { CauseFinding } from './cause.ts';
import type { NewsFact } from './news-facts.ts';
import { isFlat, movedText, percentDigits, timesDigits, utc } from './fact.ts';
import { MARKET_WIDE } from './market-facts.ts';
import { directionOf, isAgainst } from './sight.ts';

type Sentence = Draft['sentences'][number];
/** A piece of a sentence and the facts it rests on. */
type Piece = readonly [text: string, ...cites: (EvidenceFact | undefined)[]];

/** Volume is worth a word from here. */
const LOUD_TIMES = 2;
/** The peak against the change at detection from which it is told. */
const GROWN = 1.5;

const sentence = (pieces: readonly Piece[]): Sentence => ({
  text: `${pieces.map(([text]) => text).join('')}.`,
  cites: [...new Set(pieces.flatMap(([, ...facts]) => facts.flatMap((fact) => fact?.id ?? [])))],
});

const find = (evidence: Evidence, kind: EvidenceFact['kind'], unit: string | null): EvidenceFact | undefined =>
  evidence.facts.find((fact) => fact.kind === kind && fact.unit === unit);

export function moveSentence(evidence: Evidence): Sentence {
  const change = find(evidence, 'move', 'percent');
  const times = find(evidence, 'volume', 'times');
  const isMove = change?.value != null && !isFlat(change.value);
  const loud = times?.value != null && (times.value >= LOUD_TIMES || !isMove);
  return sentence([
    isMove ? priceClause(evidence, change) : quietPriceClause(evidence, loud ? times : undefined),
    ...(isMove ? peakClause(evidence, change) : []),
    ...(isMove && loud ? [[`, on ${timesDigits(times.value ?? 0)} times its usual volume`, times] as const] : []),
    rarityClause(evidence),
    ...marketClause(evidence),
  ]);
}

function priceClause(evidence: Evidence, change: EvidenceFact): Piece {
  return [
    `${evidence.symbol} ${movedText(change.value ?? 0)}${windowWords(evidence)}`,
    change,
    find(evidence, 'move', 'minutes'),
  ];
}

/** Where the episode went after it was noticed, when that is half as far again: an early alert catches a small part. */
function peakClause(evidence: Evidence, change: EvidenceFact): Piece[] {
  const peak = find(evidence, 'move', 'percent_from_onset');
  if (peak?.value == null || change.value == null || peak.value / change.value < GROWN) return [];
  const signed = `${peak.value < 0 ? '−' : '+'}${percentDigits(peak.value)} %`;
  return [[` and reached ${signed} by ${utc(peak.time)}`, peak]];
}

/** `in 5 min from 14:22 UTC` when the window began with the onset, else the window's end and the onset apart. */
function windowWords(evidence: Evidence): string {
  const window = find(evidence, 'move', 'minutes');
  const onset = utc(evidence.onset);
  if (window?.value == null) return ` from ${onset}`;
  const slack = (window.time - evidence.onset) / 60_000 - window.value;
  if (Math.abs(slack) <= 1) return ` in ${window.value} min from ${onset}`;
  return ` in the ${window.value} min to ${utc(window.time)} (onset ${onset})`;
}

function quietPriceClause(evidence: Evidence, times: EvidenceFact | undefined): Piece {
  const what =
    times === undefined ? 'moved unusually' : `traded ${timesDigits(times.value ?? 0)} times its usual volume`;
  return [
    `${evidence.symbol} ${what}${windowWords(evidence)}`,
    times,
    find(evidence, 'move', 'minutes'),
    find(evidence, 'move', 'percent'),
  ];
}

function rarityClause(evidence: Evidence): Piece {
  const base = baseOf(evidence.symbol);
  const rarity = evidence.facts.find((fact) => fact.kind === 'rarity');
  if (rarity === undefined) return [''];
  if (rarity.value === null) return [` (still learning what is usual for ${base})`, rarity];
  return [`, ${rarityText(rarity.value)} for ${base}`, rarity];
}

function marketClause(evidence: Evidence): Piece[] {
  const breadth = find(evidence, 'market', 'share');
  const btc = find(evidence, 'market', 'percent');
  if (breadth?.value != null && breadth.value >= MARKET_WIDE) {
    return [[`, with ${Math.round(breadth.value * 100)} % of the watched symbols moving the same way`, breadth]];
  }
  if (btc?.value == null || !btc.text.startsWith('BTC ')) return [];
  return [[`, while BTC ${movedText(btc.value)}`, btc]];
}

export function reasonSentence(evidence: Evidence, finding: CauseFinding): Sentence {
  const byId = new Map(evidence.facts.map((fact) => [fact.id, fact]));
  const cited = finding.citedIds.flatMap((id) => byId.get(id) ?? []);
  const news = cited.filter((fact): fact is NewsFact => fact.news !== null);
  const [first, second] = news;
  if (finding.cause === 'likely_cause' && first) return likely(first);
  if (finding.cause === 'reported_afterwards' && first && second) return reported(first, second);
  if (finding.cause === 'reported_afterwards' && first) return reportedByOne(first);
  if (finding.cause === 'coincident_news' && first) return coincident(first, directionOf(evidence));
  return unknown(cited, first);
}

const likely = (item: NewsFact): Sentence =>
  sentence([
    [
      `The move was probably caused by the news ${headline(item)}(${sourceOf(item)}, ${timeOf(item)}), published ${offset(item)}`,
      item,
    ],
  ]);

function reported(first: NewsFact, second: NewsFact): Sentence {
  const quoted = isQuotable(first.news.title) ? `of ${quoteTitle(first.news.title)} ` : '';
  return sentence([
    [`It was followed by reports ${quoted}by ${sourceOf(first)} at ${timeOf(first)}${offset(first, ', ')}`, first],
    [`, and by ${sourceOf(second)} at ${timeOf(second)}`, second],
  ]);
}

const reportedByOne = (item: NewsFact): Sentence =>
  sentence([
    [
      `It was followed by a report from a single source, ${headline(item)}(${sourceOf(item)}, ${timeOf(item)})${offset(item, ', ')}`,
      item,
    ],
  ]);

/** A report whose words speak for the other direction is told with that: else its nearness would suggest more. */
function coincident(item: NewsFact, direction: number): Sentence {
  const against = isAgainst(item.news.sentiment, direction) ? ' and is worded against the move' : '';
  return sentence([
    [
      `No cause is established: the nearest linked report, ${headline(item)}(${sourceOf(item)}, ${timeOf(item)}), came ${whenOf(item)}${against}`,
      item,
    ],
  ]);
}

function unknown(cited: readonly EvidenceFact[], later: NewsFact | undefined): Sentence {
  const quiet = cited.find((fact) => fact.kind === 'quiet');
  const down = cited.filter((fact) => fact.kind === 'source_down');
  const told: Piece[] =
    later === undefined || quiet === undefined
      ? []
      : [[`; a later one, ${headline(later)}(${sourceOf(later)}, ${timeOf(later)}), came ${whenOf(later)}`, later]];
  return sentence([[`Cause unknown: ${quietWords(quiet)}`, quiet], ...told, ...unreadable(down)]);
}

const whenOf = (item: NewsFact): string => offset(item) || 'in the minute of the onset';

function quietWords(quiet: EvidenceFact | undefined): string {
  const except = quiet?.text.includes('other than of the price') ? ' other than of the price itself' : '';
  const reach = quiet?.value == null ? 'so far' : `within ${quiet.value / 60} h`;
  return `no linked report ${reach}${except}`;
}

function unreadable(down: readonly EvidenceFact[]): Piece[] {
  const names = down.map((fact) => fact.text.replace(/ could not be read$/, ''));
  const said =
    names.length > 3
      ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more ${names.length === 4 ? 'source' : 'sources'}`
      : joined(names);
  return names.length === 0 ? [] : [[`; ${said} could not be read`, ...down]];
}

const joined = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

const headline = (item: NewsFact): string => (isQuotable(item.news.title) ? `${quoteTitle(item.news.title)} ` : '');
const sourceOf = (item: NewsFact): string => sourceName(item.news.source);
const timeOf = (item: NewsFact): string => utc(item.news.published_at);

/** `2 min before the onset`; empty within the onset's own minute. */
function offset({ news }: NewsFact, lead = ''): string {
  const minutes = news.time_diff_minutes;
  if (minutes < 0 && minutes > -1) return `${lead}less than 1 min before the onset`;
  const whole = Math.round(Math.abs(minutes));
  return whole === 0 ? '' : `${lead}${whole} min ${minutes < 0 ? 'before' : 'after'} the onset`;
}
