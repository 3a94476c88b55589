/**
 * Texts to search in. `sentences`: what the template narrator writes over varied symbols, numbers and headlines (recorded ones
 * where the data folder lies beside the checkout, else invented). `fewWords`: texts of so few words that every trigram stands in
 * a large part of them, which is the worst a trigram index can meet.
 */
import { baseOf, MINUTE_MS } from '../../src-shared/market.ts';
import { type Random, seededRandom } from '../../src-main/base/random.ts';
import { classifyCause } from '../../src-main/narrate/cause.ts';
import { moveSentence, reasonSentence } from '../../src-main/narrate/template-words.ts';
import { EPOCH, makeAnomaly, makeCase, SOURCES, type ArticleSpec } from '../fixtures/narrative/cases.ts';
import { sharedData } from '../fixtures/shared-data.ts';
import { readHeadlines } from './narrate/headlines.ts';

export interface StoredText {
  readonly symbol: string;
  readonly detectedAt: number;
  readonly narrative: string;
  /** One linked article's title, or none. */
  readonly headline: string | null;
}

/** What a person might type, with what they look for. */
export type Ask = (random: Random) => string;

export interface TextSet {
  readonly name: string;
  texts(count: number): Iterable<StoredText>;
  readonly ask: Ask;
}

const BASES = 'BTC ETH SOL DOGE ADA XRP AVAX LINK LTC DOT UNI BCH XLM ATOM ALGO FIL ICP ETC AAVE MKR GRT SUSHI SNX COMP CRV ZEC DASH XTZ EOS MANA SAND AXS ENJ CHZ BAT ZRX KNC OMG LRC STORJ SKL NU ANKR CTSI BAND NMR REN BAL YFI UMA'.split(' '); // prettier-ignore
const WORDS =
  'exchange halts withdrawals after outage regulator sues issuer approval fund listing upgrade exploit bridge drained hack whale transfer liquidation rate decision inflation report miner shutdown fork airdrop partnership lawsuit settlement custody insolvency bankruptcy delisting mainnet validator bug'.split(
    ' ',
  );
const SPACING_MS = 7 * MINUTE_MS;

/** `count` words of news English, seeded. */
export const phrase = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.pick(WORDS)).join(' ');

export async function sentences(): Promise<TextSet> {
  const data = sharedData();
  const recorded = data === null ? [] : await readHeadlines(data, '2021-10_2022-01.csv.gz');
  const titles = recorded.map((item) => item.title);
  const title = (random: Random): string => (titles.length > 0 ? random.pick(titles) : phrase(random, 9));
  return {
    name: titles.length > 0 ? `sentences (${titles.length} recorded headlines)` : 'sentences (invented headlines)',
    *texts(count) {
      const random = seededRandom('sentences');
      for (let i = 0; i < count; i++) yield sentencesOf(random, i, title(random));
    },
    ask: (random) => askFor(random, title(random)),
  };
}

/** Words of a headline, now and then with a letter missing, with a symbol, or of the sentences themselves. */
function askFor(random: Random, title: string): string {
  const words = title.split(/\s+/);
  const from = random.int(0, Math.max(0, words.length - 3));
  const some = words.slice(from, from + random.int(1, 3)).join(' ');
  const asked = [
    some,
    some.slice(0, 4) + some.slice(5),
    `${random.pick(BASES)}-USD ${some}`,
    random.pick(['probably caused by the news', 'usual volume', 'cause unknown', 'followed by reports', 'market-wide']),
  ];
  return random.pick(asked);
}

function sentencesOf(random: Random, i: number, title: string): StoredText {
  const symbol = `${random.pick(BASES)}-USD`;
  const up = random.next() < 0.5;
  const change = Math.exp(random.next() * 3 - 1) * (up ? 1 : -1);
  const timeframe = random.pick([1, 5, 15, 30, 60]);
  const onset = EPOCH + i * SPACING_MS;
  const anomaly = makeAnomaly({
    symbol,
    detected_at: onset + timeframe * MINUTE_MS - 1,
    price_change_pct: change,
    volume_change_pct: random.pick([null, 30, 240, 100 + 2000 * random.next()]),
    metadata: {
      onset,
      timeframe_minutes: timeframe,
      lambda_per_day: random.pick([0.004, 0.11, 0.5, 0.9, 2.4]),
      breadth: random.pick([null, 0, 0.125, 0.4, 0.75]),
      learning: random.next() < 0.05,
    },
  });
  const specs = random.next() < 0.25 ? [] : articles(random, title, up);
  const { evidence } = makeCase(anomaly, specs, { btcChangePct: random.pick([null, 0.37, -2.8, 1.4]) });
  const finding = classifyCause(evidence, { pollIntervalMs: 5 * MINUTE_MS, replay: true, names: [baseOf(symbol)] });
  const narrative = `${moveSentence(evidence).text} ${reasonSentence(evidence, finding).text}`;
  return { symbol, detectedAt: anomaly.detected_at, narrative, headline: specs.length > 0 ? title : null };
}

function articles(random: Random, title: string, up: boolean): ArticleSpec[] {
  const at = random.next() < 0.5 ? -random.int(1, 9) : random.int(1, 50);
  const first = { at, title, source: random.pick(SOURCES), sentiment: up ? 0.6 : -0.6 };
  return random.next() < 0.3 ? [first, { ...first, at: at + 20, source: random.pick(SOURCES) }] : [first];
}

export const fewWords: TextSet = {
  name: 'few words',
  *texts(count) {
    const random = seededRandom('narratives');
    for (let i = 0; i < count; i++) {
      const symbol = `S${i % 500}-USD`;
      const change = (1 + 8 * random.next()).toFixed(1);
      const narrative = `${symbol} fell ${change} % in 15 min to 12:0${i % 10} UTC. Likely cause: "${phrase(random, 9)}" (Example, 12 min before).`;
      yield { symbol, detectedAt: EPOCH + i * SPACING_MS, narrative, headline: null };
    }
  },
  /** Every third query has a letter missing, every fourth names a symbol too. */
  ask(random) {
    const words = phrase(random, random.int(1, 3));
    const text = random.next() < 1 / 3 ? words.slice(0, 4) + words.slice(5) : words;
    return random.next() < 1 / 4 ? `S${random.int(0, 499)}-USD ${text}` : text;
  },
};
