/**
 * The best of many: by terms held, then by time, newest first. Holds a few hundred at a time; what stands exactly level with the
 * last one kept is kept too, because what decides between those is not known here.
 */
export interface Ranked {
  readonly terms: number;
  readonly at: number;
  readonly block: number;
  readonly slot: number;
}

export interface Best {
  add(terms: number, at: number, block: number, slot: number): void;
  /** Best first: `most` of them and what stands level with the last; `whole` when nothing was left out. */
  taken(): { readonly ranked: Ranked[]; readonly whole: boolean };
}

const better = (a: Ranked, b: Ranked): number => b.terms - a.terms || b.at - a.at;

export function createBest(most: number): Best {
  let kept: Ranked[] = [];
  let floor: Ranked | null = null;
  let [whole, room] = [true, 4 * most];

  function cut(): void {
    kept.sort(better);
    const last = kept[most - 1];
    if (last === undefined) return;
    const end = kept.findIndex((one, at) => at >= most && better(last, one) !== 0);
    if (end !== -1) {
      kept = kept.slice(0, end);
      whole = false;
    }
    floor = last;
    room = kept.length + 4 * most;
  }

  return {
    add(terms, at, block, slot) {
      if (floor !== null && (terms < floor.terms || (terms === floor.terms && at < floor.at))) {
        whole = false;
        return;
      }
      kept.push({ terms, at, block, slot });
      if (kept.length >= room) cut();
    },
    taken() {
      cut();
      return { ranked: kept, whole };
    },
  };
}
