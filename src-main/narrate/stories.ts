/**
 * When two headlines are the same wire copy, and when they tell the same story in their own words. Plain word overlap:
 * clusters of a better embedding count too. Words every market headline shares carry no story.
 */
import type { EvidenceNews } from '../../src-shared/narrative.ts';
import { oneLine } from '../../src-shared/quotation.ts';

const COMMON = new Set(
  `about after again against ahead all also amid among and announces are as at back be been before being below but by can coin
  coins could crypto cryptocurrencies cryptocurrency currency daily day days digital down for from gets has have he her here his
  how in into is it its just latest launch launches market markets may more most much news new next not now of off on one only or
  out over price prices report reported reports says say set she should since so some still than that the their them then there
  these they this those through to today token tokens top trader traders trading under up us use users was we week were what when
  where which while who why will with would year years you your`.split(/\s+/),
);

type Titled = Pick<EvidenceNews, 'title'>;

/** Titles are compared with many others: their words are taken apart once. */
const taken = new WeakMap<Titled, ReadonlySet<string>>();

function wordsOf(item: Titled): ReadonlySet<string> {
  const known = taken.get(item);
  if (known !== undefined) return known;
  const words = new Set(
    oneLine(item.title)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu),
  );
  taken.set(item, words);
  return words;
}

/** First letters are enough to join `delist` and `delisting`, `approval` and `approved`. */
const stem = (word: string): string => (word.length > 6 ? word.slice(0, 6) : word);

const storyIn = (item: Titled, names: ReadonlySet<string>): Set<string> =>
  new Set([...wordsOf(item)].filter((word) => word.length > 2 && !COMMON.has(word) && !names.has(word)).map(stem));

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const word of a) if (b.has(word)) count += 1;
  return count;
}

/** The same text from another outlet. */
export function isWireCopy(a: Titled, b: Titled): boolean {
  const [x, y] = [wordsOf(a), wordsOf(b)];
  const both = shared(x, y);
  return both > 0 && both / (x.size + y.size - both) >= 0.85;
}

export type Likeness = 'same' | 'near' | 'other';

export type CompareStories = (a: EvidenceNews, b: EvidenceNews) => Likeness;

/** `names` are the words of the moving asset itself, lower case: every linked headline has them. */
export function createLikeness(names: ReadonlySet<string>): CompareStories {
  const known = new WeakMap<Titled, Set<string>>();
  const storyOf = (item: Titled): Set<string> => {
    const found = known.get(item) ?? storyIn(item, names);
    known.set(item, found);
    return found;
  };
  return (a, b) => {
    if (a.cluster_id >= 0 && a.cluster_id === b.cluster_id) return 'same';
    const both = shared(storyOf(a), storyOf(b));
    return both >= 2 ? 'same' : both === 1 ? 'near' : 'other';
  };
}
