/**
 * Which assets and market topics a headline is about, by the alias table (resources/assets.json) and its ambiguity rules:
 * the title decides, the summary is asked only when the title names nothing. Linear in the headline's words.
 */
import { readFileSync } from 'node:fs';
import type { Linked, Linker, LinkInput } from '../../src-shared/ports/linker.ts';
import { resourcePath } from '../base/paths.ts';
import { type AssetEntry, type AssetsFile, nameOf, namesOfEntry, readAssetsFile } from './assets-file.ts';
import { createPhraseScan, type Hit, type Phrase } from './phrase-scan.ts';
import { isPriceReport } from './price-report.ts';
import { type Headline, readHeadline } from './tokens.ts';

/** Null marks a blocked phrase. */
type AssetHit = Hit<AssetEntry | null>;
const MARKET = 'asset';

/** `data` is the parsed content of resources/assets.json; a mistake in it throws a `bad_input` fault that names the key. */
export function createLinker(data: unknown): Linker {
  const file = readAssetsFile(data);
  const scanAssets = createPhraseScan(assetPhrases(file));
  const scanGroups = createGroupScan(file);
  const names = namesByTicker(file);

  const linkText = (text: string): Linked => {
    const headline = readHeadline(text);
    const ruledOut = createRuling(headline);
    const hits = scanAssets(headline).filter((hit) => counts(hit, headline, ruledOut));
    const assets = [...new Set(hits.flatMap((hit) => hit.value?.ticker ?? []))].sort();
    return {
      assets,
      topics: topicsOf(file, scanGroups(headline), assets),
      priceReport: isPriceReport(headline, hits.filter(movesFreely)),
    };
  };
  return {
    link({ title, summary }: LinkInput): Linked {
      const own = linkText(title);
      if (!summary || (own.assets.length > 0 && own.topics.length > 0)) return own;
      const more = linkText(summary);
      const assets = own.assets.length > 0 ? own.assets : more.assets;
      return { assets, topics: own.topics.length > 0 ? own.topics : more.topics, priceReport: own.priceReport };
    },
    namesOf: (asset) => names.get(asset) ?? [asset],
  };
}

export const loadLinker = (path = resourcePath('assets.json')): Linker =>
  createLinker(JSON.parse(readFileSync(path, 'utf8')) as unknown);

function assetPhrases(file: AssetsFile): Phrase<AssetEntry | null>[] {
  const named = file.assets.flatMap((value) => namesOfEntry(value).map((name) => ({ ...name, value })));
  return [...file.blocked.map((text) => ({ text, rule: 'any' as const, value: null })), ...named];
}

/** One scan per group: the same word may stand in several. Blocked phrases hide their words here too ("tax software"). */
function createGroupScan(file: AssetsFile): (headline: Headline) => ReadonlySet<string> {
  const scanBlocked = createPhraseScan(file.blocked.map((text) => ({ text, rule: 'any' as const, value: null })));
  const scans = Object.entries(file.groups).map(([group, entries]) => ({
    group,
    scan: createPhraseScan(entries.map((entry) => ({ ...nameOf(entry), value: group }))),
  }));
  return (headline) => {
    const open = without(headline, scanBlocked(headline));
    return new Set(scans.filter(({ scan }) => scan(open).length > 0).map(({ group }) => group));
  };
}

/** The headline with the words of the hits made to match nothing. */
function without(headline: Headline, hits: readonly Hit<unknown>[]): Headline {
  if (hits.length === 0) return headline;
  const hidden = new Set(hits.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
  const tokens = headline.tokens.map((token, at) => (hidden.has(at) ? { ...token, text: '', lower: '' } : token));
  return { ...headline, tokens };
}

/** The quote currency of a pair ("AR/USDT") is not what the headline is about. */
const isQuote = (hit: AssetHit, { tokens }: Headline): boolean =>
  /^USD[TC]$/.test(hit.value?.ticker ?? '') && /^[/-]$/.test(tokens[hit.from]?.gap ?? '');

/** A stablecoin's move is a broken peg: news, not an effect. */
const movesFreely = (hit: AssetHit): boolean => hit.value?.stablecoin !== true;

/** Whether the headline says one of the entry's "unless" phrases; asked once for each entry, however often it is named. */
function createRuling({ lower }: Headline): (entry: AssetEntry) => boolean {
  const known = new Map<AssetEntry, boolean>();
  return (entry) => {
    const ruling = known.get(entry) ?? entry.unless.some((phrase) => lower.includes(phrase));
    known.set(entry, ruling);
    return ruling;
  };
}

function counts(hit: AssetHit, headline: Headline, ruledOut: (entry: AssetEntry) => boolean): boolean {
  if (isQuote(hit, headline)) return false;
  const lenient = hit.rule === 'any' && hit.to - hit.from > 1;
  return lenient || hit.value === null || !ruledOut(hit.value);
}

function topicsOf(file: AssetsFile, groups: ReadonlySet<string>, assets: readonly string[]): string[] {
  const has = (group: string) => (group === MARKET ? assets.length > 0 : groups.has(group));
  const holds = ([, alternatives]: [string, string[][]]) => alternatives.some((all) => all.every(has));
  return Object.entries(file.topics)
    .filter(holds)
    .map(([topic]) => topic)
    .sort();
}

/** Under its ticker and every former one. */
function namesByTicker(file: AssetsFile): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const entry of file.assets) {
    const all = [...new Set(namesOfEntry(entry).map((name) => name.text))];
    for (const former of entry.former.map(nameOf)) if (!names.has(former.text)) names.set(former.text, all);
    names.set(entry.ticker, all);
  }
  return names;
}
