/**
 * A headline as what it says, for finding copies of one text: its telling words by their stem and its numbers by their value,
 * in order, and apart from them the small words that turn a meaning (not, to, from, could …). Case, punctuation, articles,
 * labels such as "BREAKING:" and a publisher's name at the end are no part of it.
 */
import { readHeadline, type Token } from './tokens.ts';
import { isStopWord } from './word-weights.ts';

export interface TitleForm {
  /** Stems and numbers in the order of the title. */
  readonly telling: readonly string[];
  /** Small words that turn a meaning, sorted; `by` apart. */
  readonly turning: string;
  readonly passive: boolean;
}

const LABEL =
  /^\s*(?:breaking(?: news)?|just in|update(?: \d)?|updated|exclusive|developing|report|flash|alert|watch|live)\s*[:–—-]\s+/i;
const AFTERTHOUGHT = /\s*[([](?:updated?|report|live|exclusive|breaking|developing)[)\]]\s*$|\s*[:–—-]\s+report\s*$/i;
/** Aggregators append the publisher: " - Reuters", " | CoinDesk". */
const PUBLISHER =
  /\s+[-–—|]\s+(?:the block|coindesk|cointelegraph|decrypt|bitcoin magazine|cryptonews|cryptopotato|reuters|bloomberg|forbes|cnbc|yahoo finance|u\.today|beincrypto|newsbtc|ambcrypto|cryptoslate|blockworks|dl news|the defiant|bitcoinist|benzinga|investing\.com|marketwatch|ap news|associated press|afp|bbc(?: news)?|financial times|wall street journal|nasdaq|fortune|business insider)(?:\.com)?\s*$/i;

const FULL_STOP = /[\s.!…]+$/;
const MOST_DECORATIONS = 4;

/** Small words without which a headline says the same. */
const HARMLESS = new Set(
  (
    'a an the and as at be been is are was were has have had its it this that these those in on of for with via new said says say some so still ' +
    'also amid now our their his her your you we us i he she they them here there then another or one'
  ).split(' '),
);
/** The same asset or unit under two names. Maps, because a headline may well hold the word "constructor". */
const SAME_NAME = new Map<string, string>(
  Object.entries({
    btc: 'bitcoin',
    xbt: 'bitcoin',
    eth: 'ethereum',
    ether: 'ethereum',
    doge: 'dogecoin',
    ada: 'cardano',
    sol: 'solana',
    avax: 'avalanche',
    ltc: 'litecoin',
    cryptocurrency: 'crypto',
    cryptocurrencies: 'crypto',
    cryptos: 'crypto',
  }),
);
const UNITS = new Set(['usd', 'us', 'dollar', 'dollars', 'percent', 'pct']);
const SCALES = new Map<string, number>(Object.entries({ thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }));
const SUFFIXES = new Map<string, number>(Object.entries({ k: 1e3, m: 1e6, mn: 1e6, b: 1e9, bn: 1e9, t: 1e12 }));

export function titleForm(title: string): TitleForm {
  const { tokens } = readHeadline(bareTitle(title));
  const telling: string[] = [];
  const turning: string[] = [];
  let passive = false;
  tokens.forEach((token, index) => {
    const { lower } = token;
    if (token.kind !== 'word') telling.push(numberOf(token, tokens[index + 1], tokens[index + 2]));
    else if (lower === 'by') passive = true;
    else if (isPartOfNumber(lower, tokens[index - 1])) return;
    else if (!isStopWord(lower)) telling.push(stemOf(SAME_NAME.get(lower) ?? lower));
    else if (!HARMLESS.has(lower)) turning.push(lower);
  });
  return { telling, turning: turning.sort().join(' '), passive };
}

/** Without labels, afterthoughts and publishers, of which copies of copies carry several; "U.S." as one word. */
function bareTitle(title: string): string {
  let bare = title.replace(/\b(?:\p{L}\.){2,}/gu, (initials) => initials.replaceAll('.', ''));
  for (let round = 0, before = ''; round < MOST_DECORATIONS && bare !== before; round++) {
    before = bare;
    for (const decoration of [FULL_STOP, LABEL, PUBLISHER, AFTERTHOUGHT]) bare = bare.replace(decoration, '');
  }
  return bare;
}

const isPartOfNumber = (word: string, before: Token | undefined): boolean =>
  UNITS.has(word) || (before !== undefined && before.kind !== 'word' && SCALES.has(word));

/** Value with its percent sign or foreign currency: "$1.8M", "1.8 million" and "USD 1,800,000" are one. */
function numberOf(token: Token, next: Token | undefined, afterNext: Token | undefined): string {
  const match = /^([\d.,]+)(\p{L}*)(%?)$/u.exec(token.lower);
  if (match === null) return token.lower;
  const scale = (SUFFIXES.get(match[2] ?? '') ?? 1) * (SCALES.get(next?.lower ?? '') ?? 1);
  const value = Number((match[1] ?? '').replace(/,(?=\d{3})/g, '').replace(/[.,]+$/, '')) * scale;
  const unit = next !== undefined && SCALES.has(next.lower) ? afterNext : next;
  const percent = match[3] === '%' || /^(?:percent|pct)$/.test(unit?.lower ?? '') ? '%' : '';
  const currency = /[€£]$/.exec(token.gap)?.[0] ?? '';
  return `${currency}${Number.isFinite(value) ? Number(value.toPrecision(12)) : token.lower}${percent}`;
}

/** Inflections off, roughly: launch, launches, launched, launching are one word. */
function stemOf(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const bare = word.replace(/ies$/, 'y').replace(/(?:ing|ed|es|s)$/, '');
  const stem = bare.length < 3 ? word.replace(/s$/, '') : bare;
  return stem.length > 3 ? stem.replace(/e$/, '') : stem;
}
