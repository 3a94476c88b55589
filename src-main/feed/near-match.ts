/** The known name nearest to a mistyped one, by edit distance (Wagner & Fischer, 1974); null when none is near. */

/** At most a third of the letters may differ, else a suggestion is noise. */
export function nearest(wanted: string, known: readonly string[]): string | null {
  const target = wanted.toLowerCase();
  let best: string | null = null;
  let least = Math.max(2, Math.ceil(target.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(target, name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
