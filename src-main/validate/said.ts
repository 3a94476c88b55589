/**
 * A sentence as the rules read it: quotations and cited sources are blanked out at equal length, so that what a headline says
 * is never taken for what the sentence says.
 */
import { baseOf } from '../../src-shared/market.ts';
import type { Draft, Evidence, EvidenceFact, EvidenceNews } from '../../src-shared/narrative.ts';

export type NewsFact = EvidenceFact & { readonly news: EvidenceNews };

export interface Mention {
  readonly text: string;
  readonly at: number;
}

export interface Said {
  readonly index: number;
  readonly text: string;
  /** `text` with quotations and cited sources blanked. */
  readonly bare: string;
  readonly quotes: readonly Mention[];
  readonly sources: readonly Mention[];
  readonly cites: readonly string[];
  /** Cited facts that exist. */
  readonly cited: readonly EvidenceFact[];
  readonly news: readonly NewsFact[];
}

export type NamesOf = (asset: string) => readonly string[];

export const isNews = (fact: EvidenceFact): fact is NewsFact => fact.news !== null;

const QUOTED = /“([^“”]*)”|"([^"]*)"|«([^«»]*)»/gu;
const QUOTE_BLANK = '\ue000';
const SOURCE_BLANK = '\ue001';

export function readDraft(draft: Draft, evidence: Evidence): Said[] {
  const facts = new Map(evidence.facts.map((fact) => [fact.id, fact]));
  return draft.sentences.map(({ text, cites }, index) => {
    const cited = [...new Set(cites)].flatMap((id) => facts.get(id) ?? []);
    const news = cited.filter(isNews);
    const { bare: unquoted, quotes } = blankQuotes(text);
    return { index, text, quotes, cites, cited, news, ...blankSources(unquoted, news) };
  });
}

function blankQuotes(text: string): { bare: string; quotes: Mention[] } {
  const quotes: Mention[] = [];
  const bare = text.replace(
    QUOTED,
    (whole: string, curly?: string, straight?: string, angled?: string, at?: number) => {
      quotes.push({ text: curly ?? straight ?? angled ?? '', at: at ?? 0 });
      return QUOTE_BLANK.repeat(whole.length);
    },
  );
  return { bare, quotes };
}

function blankSources(text: string, news: readonly NewsFact[]): { bare: string; sources: Mention[] } {
  const sources: Mention[] = [];
  let bare = text;
  const names = [...new Set(news.map((fact) => fact.news.source))]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length);
  for (const name of names) {
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'gu');
    bare = bare.replace(pattern, (whole: string, at: number) => {
      sources.push({ text: name, at });
      return SOURCE_BLANK.repeat(whole.length);
    });
  }
  return { bare, sources: sources.sort((a, b) => a.at - b.at) };
}

/** For a pattern with the `u` flag, outside a character class: a hyphen must not be escaped there. */
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Who a number is about: names in the order they stand, as tickers. */
export interface Subjects {
  /** The last one named before `at`, or null. */
  before(text: string, at: number): string | null;
  /** One named as `for X` right after `at`, or null. */
  forWhom(text: string, at: number): string | null;
  readonly assets: readonly string[];
}

/** Tickers that facts speak of: the moving asset, BTC and peers. */
export function createSubjects(evidence: Evidence, namesOf: NamesOf): Subjects {
  const own = baseOf(evidence.symbol);
  const market = evidence.facts.filter((fact) => fact.kind === 'market').map((fact) => fact.text.split(' ')[0] ?? '');
  const tickers = market.filter((name) => /^(?=[^-]*[A-Z])[A-Z0-9]{2,12}(?:-[A-Z0-9]+)?$/.test(name)).map(tickerOf);
  const assets = [...new Set([own, ...tickers])];
  const named = assets
    .flatMap((asset) => [asset, ...namesOf(asset)].map((name) => ({ asset, name })))
    .sort((a, b) => b.name.length - a.name.length);
  const assetOf = (found: string): string | null => named.find(({ name }) => sameName(name, found))?.asset ?? null;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${named.map(({ name }) => `${escaped(name)}(?:-[A-Z0-9]{2,6})?`).join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  );
  const all = (text: string) =>
    [...text.matchAll(pattern)].flatMap((m) => asMention(assetOf(m[0].replace(/-[A-Z0-9]{2,6}$/, '')), m.index));
  return {
    assets,
    before: (text, at) => all(text).findLast((mention) => mention.at < at)?.text ?? null,
    forWhom(text, at) {
      const start = at + (/^[^.,;:]{0,30}?\bfor /u.exec(text.slice(at))?.[0].length ?? Number.NaN);
      return all(text).find((mention) => mention.at === start)?.text ?? null;
    },
  };
}

const tickerOf = (name: string): string => (name.includes('-') ? baseOf(name) : name);
const asMention = (asset: string | null, at: number): Mention[] => (asset === null ? [] : [{ text: asset, at }]);
/** Short names are words too (`link`, `one`): their case counts. */
const sameName = (name: string, found: string): boolean =>
  name.length > 4 ? name.toLowerCase() === found.toLowerCase() : name === found || name.toUpperCase() === found;
