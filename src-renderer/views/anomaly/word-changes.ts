/**
 * What changed between two texts, word by word (longest common subsequence): kept, gone, come. Two sentences are some eighty words, so the
 * plain quadratic way is right; longer texts are told as one gone and one come.
 */
export interface Change {
  readonly kind: 'same' | 'gone' | 'come';
  readonly text: string;
}

const MOST_WORDS = 400;

export function changesBetween(before: string, after: string): Change[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS)
    return joined([{ kind: 'gone', text: before }, { kind: 'come', text: after }]); // prettier-ignore
  const lengths = common(a, b);
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  const at = (x: number, y: number): number => lengths[x * (b.length + 1) + y] ?? 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      changes.push({ kind: 'same', text: a[i++] ?? '' });
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1)))
      changes.push({ kind: 'gone', text: a[i++] ?? '' });
    else changes.push({ kind: 'come', text: b[j++] ?? '' });
  }
  return joined(changes);
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** Length of the longest common subsequence of the rests from each pair of places on. */
function common(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? 1 + (lengths[(i + 1) * width + j + 1] ?? 0)
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  return lengths;
}

function joined(changes: readonly Change[]): Change[] {
  const result: { kind: Change['kind']; text: string }[] = [];
  for (const { kind, text } of changes.filter((change) => change.text !== '')) {
    const last = result.at(-1);
    if (last?.kind === kind) last.text += ` ${text}`;
    else result.push({ kind, text });
  }
  return result;
}
