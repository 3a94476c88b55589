/**
 * Windows in minutes, and the places of all that can give a reading: the windows, then the jump (one minute by quick σ), drift, and
 * what raises by a setting only.
 */
export const WINDOWS = [1, 5, 15, 30, 60] as const;
export const JUMP = 5;
export const DRIFT = 6;
export const MOVES = 7;
export const VOLUME = 7;
export const ZSCORE = 8;
export const BOLLINGER = 9;

/** Window index whose reference a place is measured against: a jump is a one-minute move. */
export const windowIndexOf = (place: number): number => (place === JUMP || place >= VOLUME ? 0 : place);
