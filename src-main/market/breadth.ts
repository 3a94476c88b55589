/**
 * How much of the watch-list moves the same way: members are given as signed shares of their own level (1 = at the level).
 * Only members seen within `freshMinutes` of the asked minute count as moving; all count in the denominator.
 */
export interface Member {
  readonly minute: number;
  /** Signed score over level; 0 when unknown. */
  readonly strength: number;
}

export const HALF_LEVEL = 0.5;
const FRESH_MINUTES = 2;

/** Members beyond half their level with the sign of `sign`. */
export function moving(members: Iterable<Member>, minute: number, sign: number): number {
  let count = 0;
  for (const member of members) {
    const fresh = Math.abs(minute - member.minute) <= FRESH_MINUTES;
    if (fresh && member.strength * sign >= HALF_LEVEL) count += 1;
  }
  return count;
}
