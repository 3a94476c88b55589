/**
 * Where estimators keep their numbers. An estimator here is a set of functions made once for its parameters; its state is `cells`
 * numbers of a Float64Array from `at`, given with each call. All of one symbol's state then lies in one block: few cache lines a
 * minute, one copy to save it. Cells that are all zero are a fresh state, for every estimator of this folder.
 */
export type Cells = Float64Array;

export interface Layout {
  /** Reserves `cells` numbers and returns where they begin. */
  take(cells: number): number;
  size(): number;
}

export function createLayout(): Layout {
  let size = 0;
  return {
    take(cells) {
      const at = size;
      size += cells;
      return at;
    },
    size: () => size,
  };
}
