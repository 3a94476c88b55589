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

const words = (title: string): string[] =>
  oneLine(title)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** First letters are enough to join `delist` and `delisting`, `approval` and `approved`. */
const stem = (word: string): string => (word.length > 6 ? word.slice(0, 6) : word);

const stories = (title: string, names: ReadonlySet<string>): Set<string> =>
  new Set(
    words(title)
      .filter((word) => word.length > 2 && !COMMON.has(word) && !names.has(word))
      .map(stem),
  );

const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => [...a].filter((word) => b.has(word)).length;

/** The same text from another outlet. */
export function isWireCopy(a: Pick<EvidenceNews, 'title'>, b: Pick<EvidenceNews, 'title'>): boolean {
  const [x, y] = [new Set(words(a.title)), new Set(words(b.title))];
  const both = shared(x, y);
  return both > 0 && both / (x.size + y.size - both) >= 0.85;
}

export type Likeness = 'same' | 'near' | 'other';

export type CompareStories = (a: EvidenceNews, b: EvidenceNews) => Likeness;

/** `names` are the words of the moving asset itself, lower case: every linked headline has them. */
export function createLikeness(names: ReadonlySet<string>): CompareStories {
  const known = new Map<string, Set<string>>();
  const storyOf = (title: string): Set<string> => {
    const found = known.get(title) ?? stories(title, names);
    known.set(title, found);
    return found;
  };
  return (a, b) => {
    if (a.cluster_id >= 0 && a.cluster_id === b.cluster_id) return 'same';
    const both = shared(storyOf(a.title), storyOf(b.title));
    return both >= 2 ? 'same' : both === 1 ? 'near' : 'other';
  };
}
