/**
 * Windows in minutes, and the places of all that can give a reading: the windows, then drift, and
 * what raises by a setting only.
 */
export const WINDOWS = [1, 5, 15, 30, 60] as const;
export const DRIFT = 5;
export const MOVES = 6;
export const VOLUME = 6;
export const ZSCORE = 7;
export const BOLLINGER = 8;

/** Window whose reference a place is measured against: what raises by a setting is of one minute. */
export const windowIndexOf = (place: number): number => (place >= VOLUME ? 0 : place);
