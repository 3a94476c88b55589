/**
 * Lies: one change to a true narrative, in words, numbers, names, times, order, sources, citations or class. Each kind gives null
 * where it has nothing to change. A change that leaves the statement true is not a lie and is not made.
 */
import type { Draft, Evidence } from '../../../src-shared/narrative.ts';
import type { Random } from '../../../src-main/base/random.ts';

export type Mutation = (draft: Draft, evidence: Evidence, random: Random) => Draft | null;

const withText = (draft: Draft, index: number, change: (text: string) => string): Draft | null => {
  const sentence = draft.sentences[index];
  if (!sentence) return null;
  const text = change(sentence.text);
  return text === sentence.text
    ? null
    : { ...draft, sentences: draft.sentences.map((s, i) => (i === index ? { ...s, text } : s)) };
};
const first = (draft: Draft, change: (text: string) => string) => withText(draft, 0, change);
const second = (draft: Draft, change: (text: string) => string) => withText(draft, 1, change);
/** Changes `text` outside of quotations only. */
const outside = (text: string, change: (part: string) => string): string =>
  text
    .split(/(“[^”]*”)/u)
    .map((part) => (part.startsWith('“') ? part : change(part)))
    .join('');
const once = (text: string, pattern: RegExp, change: (...m: string[]) => string): string =>
  text.replace(pattern, change as never);

const grown = (random: Random, digits: string): string => {
  const value = Number(digits);
  const decimals = digits.split('.')[1]?.length ?? 0;
  const step = 10 ** -decimals;
  const changed =
    value + Math.max(2 * step, value * (0.15 + random.next())) * (random.next() < 0.5 && value > 3 * step ? -0.5 : 1);
  const text = Math.max(step, changed).toFixed(decimals);
  return text === digits ? (value + 3 * step).toFixed(decimals) : text;
};
const shifted = (random: Random, clock: string): string => {
  const [h = 0, m = 0] = clock.split(':').map(Number);
  const moved = (h * 60 + m + random.int(2, 700)) % 1440;
  return `${String(Math.floor(moved / 60)).padStart(2, '0')}:${String(moved % 60).padStart(2, '0')}`;
};

const newsCites = (draft: Draft, evidence: Evidence): string[] =>
  (draft.sentences[1]?.cites ?? []).filter((id) => evidence.facts.some((fact) => fact.id === id && fact.news !== null));
const withSecond = (draft: Draft, change: (text: string) => string, cites: string[]): Draft | null => {
  const changed = second(draft, change);
  return changed && { ...changed, sentences: changed.sentences.map((s, i) => (i === 1 ? { ...s, cites } : s)) };
};
const toneOf = ({ facts }: Evidence, sentiment: number | null): number =>
  Math.abs(sentiment ?? 0) < 0.1 ? 0 : Math.sign(sentiment ?? 0) * Math.sign(facts.find(({ kind, unit }) => kind === 'move' && unit === 'percent')?.value ?? 0); // prettier-ignore
const isCommon = ({ facts }: Evidence): boolean =>
  (facts.find(({ kind }) => kind === 'rarity')?.value ?? Infinity) > 0.5;

const OTHER_NAMES = ['XRP', 'Cardano', 'Litecoin', 'TRX', 'Polkadot'];
const OTHER_SOURCES = ['Reuters', 'Bloomberg', 'CNBC', 'Daily Bitcoin Times', 'an insider at Binance'];
const EXTRA = [
  'Traders expect more.',
  'BTC is next.',
  'The volume was high.',
  'Whales were seen selling.',
  'Nothing else is known.',
];
const SOURCE = /(\(|by )([^(),“”]+?)(?=,| at \d)/u;
const directions: Readonly<Record<string, string>> = { rose: 'fell', fell: 'rose' };

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'percent changed': (d, _e, r) =>
    first(d, (t) => once(t, /(rose|fell) (\d+(?:\.\d+)?) %/u, (_m, w, n) => `${w} ${grown(r, n)} %`)),
  'size times ten': (d) =>
    first(d, (t) => once(t, /(rose|fell) (\d+(?:\.\d+)?) %/u, (_m, w, n) => `${w} ${Number(n) * 10} %`)),
  'minutes changed': (d, _e, r) =>
    first(d, (t) =>
      once(t, /in (the )?(\d+) min/u, (_m, the = '', n) => `in ${the ?? ''}${Number(n) + r.int(1, 50)} min`),
    ),
  'rarity changed': (d, _e, r) =>
    first(d, (t) =>
      once(t, /about once in (\d+) days|about (\d+) a day|anything in (\d+) days/u, (m) =>
        m.replace(/\d+/u, (n) => String(Number(n) * r.int(2, 9) + 1)),
      ),
    ),
  'volume changed': (d, _e, r) => first(d, (t) => once(t, /(\d+(?:\.\d+)?) times/u, (_m, n) => `${grown(r, n)} times`)),
  'market changed': (d, _e, r) =>
    first(d, (t) => once(t, /BTC (rose|fell) (\d+(?:\.\d+)?) %/u, (_m, w, n) => `BTC ${w} ${grown(r, n)} %`)),
  'breadth changed': (d, _e, r) =>
    first(d, (t) => once(t, /with (\d+) % of/u, (_m, n) => `with ${Math.max(1, Number(n) - r.int(2, 40))} % of`)),
  'offset changed': (d, _e, r) =>
    second(d, (t) =>
      outside(t, (p) => once(p, /(\d+) min (before|after)/u, (_m, n, w) => `${Number(n) + r.int(2, 40)} min ${w}`)),
    ),
  'direction turned': (d) => first(d, (t) => once(t, /\b(rose|fell)\b/u, (_m, w) => directions[w])),
  'market direction turned': (d) => first(d, (t) => once(t, /BTC (rose|fell)/u, (_m, w) => `BTC ${directions[w]}`)),
  'sign against the word': (d) =>
    first(d, (t) => once(t, /(rose|fell) (\d)/u, (_m, w, n) => `${w} ${w === 'rose' ? '−' : '+'}${n}`)),
  'percent to bps': (d) => first(d, (t) => once(t, /(\d) %/u, (_m, n) => `${n} bps`)),
  'minutes to hours': (d) => first(d, (t) => once(t, /(\d+) min/u, (_m, n) => `${n} h`)),
  'minutes to seconds': (d) => first(d, (t) => once(t, /(\d+) min/u, (_m, n) => `${n} s`)),
  'times to percent': (d) => first(d, (t) => once(t, /(\d) times/u, (_m, n) => `${n} %`)),
  'days to weeks': (d) => first(d, (t) => once(t, /(\d+) days/u, (_m, n) => `${n} weeks`)),
  'a day to a week': (d) => first(d, (t) => once(t, /(\d+|once) a day/u, (_m, n) => `${n} a week`)),
  'symbol swapped': (d, e) =>
    first(d, (t) => (e.symbol === 'BTC-USD' ? t.replace('BTC-USD', 'ETH-USD') : t.replace(e.symbol, 'BTC-USD'))),
  'asset swapped': (d, _e, r) =>
    first(d, (t) => once(t, /for ([A-Z0-9]+)(?=[,.)])/u, () => `for ${r.pick(OTHER_NAMES)}`)),
  'name added': (d, _e, r) => first(d, (t) => t.replace(/\.$/u, `, as did ${r.pick(OTHER_NAMES)}.`)),
  'actor added': (d, _e, r) =>
    second(d, (t) =>
      t.replace(
        /\.$/u,
        `, ${r.pick(['said Elon Musk', 'according to Binance', 'as BlackRock sold', 'after a hack of Kraken', 'with whales selling'])}.`,
      ),
    ),
  'actor in lower case': (d, _e, r) =>
    second(d, (t) => t.replace(/\.$/u, ` at ${r.pick(['binance', 'blackrock', 'tether', 'mtgox'])}.`)),
  'source swapped': (d, _e, r) =>
    second(d, (t) => outside(t, (p) => once(p, SOURCE, (_m, lead) => `${lead}${r.pick(OTHER_SOURCES)}`))),
  'sources exchanged': (d) => {
    const [a, b] = d.sentences[1]?.text.match(/by [^“”]+? at \d\d:\d\d/gu)?.map((m) => m.slice(3, -9)) ?? [];
    return a === undefined || b === undefined || a === b
      ? null
      : second(d, (t) =>
          t.replace(`by ${a} at`, 'by @@ at').replace(`by ${b} at`, `by ${a} at`).replace('by @@ at', `by ${b} at`),
        );
  },
  'headline changed': (d, _e, r) =>
    second(d, (t) =>
      t.replace(
        /“([^”]+)”/u,
        (_m, q: string) => `“${q.replace(/\p{L}{4,}/u, r.pick(['Nvidia', 'Congress', 'nobody']))}”`,
      ),
    ),
  'headline number changed': (d) =>
    second(d, (t) =>
      t.replace(/“([^”]+)”/u, (_m, q: string) => `“${q.replace(/\d+/u, (n) => String(Number(n) + 7))}”`),
    ),
  'headline invented': (d) => second(d, (t) => t.replace(/“[^”]+”/u, '“SEC approves everything at once”')),
  'onset moved': (d, _e, r) =>
    first(d, (t) => once(t, /(from|onset) (\d\d:\d\d)/u, (_m, w, c) => `${w} ${shifted(r, c)}`)),
  'window end moved': (d, _e, r) =>
    first(d, (t) => once(t, /min to (\d\d:\d\d)/u, (_m, c) => `min to ${shifted(r, c)}`)),
  'report time moved': (d, _e, r) =>
    second(d, (t) => outside(t, (p) => once(p, /(\d\d:\d\d) UTC/u, (_m, c) => `${shifted(r, c)} UTC`))),
  'zone changed': (d, _e, r) =>
    first(d, (t) => once(t, /(\d\d:\d\d) UTC/u, (_m, c) => `${c} ${r.pick(['EST', 'CET', 'JST'])}`)),
  'before and after exchanged': (d) =>
    second(d, (t) =>
      outside(t, (p) =>
        once(p, /min (before|after) the onset/u, (_m, w) => `min ${w === 'before' ? 'after' : 'before'} the onset`),
      ),
    ),
  'followed to preceded': (d) => second(d, (t) => t.replace('was followed by', 'was preceded by')),
  'second source dropped': (d, e) => {
    const [first, second, ...more] = newsCites(d, e);
    if (d.cause !== 'reported_afterwards' || first === undefined || second === undefined || more.length > 0)
      return null;
    return withSecond(d, (t) => t.replace(/, and by [^“”]+? at \d\d:\d\d UTC\.$/u, '.'), [first]);
  },
  'one source told as several': (d) => second(d, (t) => t.replace('a report from a single source, ', 'reports of ')),
  'two sources told as one': (d, e) => {
    const [, , ...more] = newsCites(d, e);
    return d.cause === 'reported_afterwards' && more.length === 0
      ? second(d, (t) => t.replace(/followed by reports (?:of )?/u, 'followed by a report from a single source, '))
      : null;
  },
  'a weak report told as one afterwards': (d, e) => {
    const [cited, ...more] = newsCites(d, e);
    const news = e.facts.find(({ id }) => id === cited)?.news;
    const isLie =
      news != null &&
      more.length === 0 &&
      news.time_diff_minutes >= 0 &&
      (isCommon(e) || toneOf(e, news.sentiment) <= 0);
    if (!isLie || d.cause === 'reported_afterwards') return null;
    const told = withSecond(d, (t) => `It was followed by a report from a single source, ${/“[^”]*” |\(/u.exec(t)?.[0].replace('(', '') ?? ''}(${/\(([^()“”]*, \d\d:\d\d UTC)\)/u.exec(t)?.[1] ?? ''}).`, [cited]); // prettier-ignore
    return told === null ? null : { ...told, cause: 'reported_afterwards' };
  },
  'tone against the move invented': (d, e) =>
    newsCites(d, e).some((id) => toneOf(e, e.facts.find((fact) => fact.id === id)?.news?.sentiment ?? null) >= 0)
      ? second(d, (t) => t.replace(/\.$/u, ' and is worded against the move.'))
      : null,
  'tone turned': (d) => second(d, (t) => t.replace('worded against the move', 'worded for the move')),
  'silence stretched': (d) =>
    d.cause === 'cause_unknown' ? second(d, (t) => (t.includes('a later one') ? t.replace('within 1 h', 'within 3 h') : t)) : null, // prettier-ignore
  'cite invented': (d, e, r) => ({
    ...d,
    sentences: d.sentences.map((s, i) =>
      i === r.int(0, 1) || i === 1 ? { ...s, cites: [...s.cites, `E${e.facts.length + r.int(1, 50)}`] } : s,
    ),
  }),
  'cites dropped': (d, _e, r) => {
    const index = r.int(0, 1);
    return { ...d, sentences: d.sentences.map((s, i) => (i === index ? { ...s, cites: [] } : s)) };
  },
  'report cite dropped': (d, e) => {
    const news = new Set(e.facts.filter((fact) => fact.news !== null).map((fact) => fact.id));
    const has = d.sentences[1]?.cites.some((id) => news.has(id));
    return has
      ? {
          ...d,
          sentences: d.sentences.map((s, i) =>
            i === 1 ? { ...s, cites: s.cites.filter((id) => !news.has(id)).concat('E1') } : s,
          ),
        }
      : null;
  },
  'measures cited elsewhere': (d, e) => {
    const rarity = e.facts.find((fact) => fact.kind === 'rarity');
    return rarity === undefined
      ? null
      : { ...d, sentences: d.sentences.map((s, i) => (i === 0 ? { ...s, cites: [rarity.id] } : s)) };
  },
  'causal words without licence': (d, _e, r) =>
    d.cause === 'likely_cause'
      ? null
      : second(d, (t) =>
          t
            .replace('was followed by', r.pick(['was caused by', 'was triggered by', 'was driven by', 'reacted to']))
            .replace(
              /No cause is established: the nearest linked report, /u,
              r.pick(['The move was probably caused by ', 'The drop came amid ', 'It came in response to ']),
            )
            .replace(
              /^Cause unknown: no linked report[^;.]*/u,
              r.pick([
                'The move was caused by heavy selling',
                'Liquidations triggered the move',
                'It was due to thin liquidity',
              ]),
            ),
        ),
  'cause added to the move': (d, _e, r) =>
    first(d, (t) =>
      t.replace(
        /\.$/u,
        `, ${r.pick(['because of forced selling', 'driven by liquidations', 'on the news', 'sparked by a large order'])}.`,
      ),
    ),
  'second cause added': (d, _e, r) =>
    d.cause === 'likely_cause'
      ? second(d, (t) =>
          t.replace(
            /\.$/u,
            `, and by ${r.pick(['heavy forced selling', 'liquidations of large positions', 'a rumoured hack', 'thin liquidity overnight'])}.`,
          ),
        )
      : null,
  'class raised to likely': (d) => (d.cause === 'likely_cause' ? null : { ...d, cause: 'likely_cause' }),
  'class changed to unknown': (d) => (d.cause === 'cause_unknown' ? null : { ...d, cause: 'cause_unknown' }),
  'class changed to afterwards': (d) =>
    d.cause === 'reported_afterwards' ? null : { ...d, cause: 'reported_afterwards' },
  'silence that is none': (d) =>
    d.cause === 'cause_unknown'
      ? null
      : {
          ...d,
          cause: 'cause_unknown',
          sentences: [d.sentences[0], { ...d.sentences[1], text: 'Cause unknown: no linked report within 3 h.' }],
        },
  'third sentence': (d, _e, r) => ({ ...d, sentences: [...d.sentences, { text: r.pick(EXTRA), cites: ['E1'] }] }),
  'third sentence inside': (d, _e, r) => second(d, (t) => `${t} ${r.pick(EXTRA)}`),
  'one sentence': (d) => ({ ...d, sentences: d.sentences.slice(0, 1) }),
  hedging: (d, _e, r) =>
    second(d, (t) =>
      t.replace(/\.$/u, `, ${r.pick(['possibly', 'it seems', 'reportedly', 'which might be it', 'some say'])}.`),
    ),
  advice: (d, _e, r) =>
    second(d, (t) =>
      t.replace(/\.$/u, `; ${r.pick(['buy now', 'you should sell', 'it will rise', 'this is guaranteed'])}.`),
    ),
  'web address': (d, _e, r) =>
    second(d, (t) =>
      t.replace(/\.$/u, ` (${r.pick(['https://evil.example', 'www.evil.io', 'evil.com/x', 'claim.xyz'])}).`),
    ),
  markdown: (d) => first(d, (t) => t.replace(/(rose|fell|traded|moved)/u, '**$1**')),
  exclamation: (d) => first(d, (t) => t.replace(/\.$/u, '!')),
  'hidden characters': (d) => first(d, (t) => t.replace(' ', ' \u202e')),
};
