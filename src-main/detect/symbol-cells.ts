/**
 * The block of numbers that is all of one symbol's state, and where each part of it lies. What every minute touches stands first and
 * together. Zeros are a fresh state, apart from the tails, which begin at their priors.
 */
import { BETA_CELLS } from '../market/beta.ts';
import { SERIES_CELLS } from '../market/minute-series.ts';
import { PROFILE_CELLS } from '../market/volume-profile.ts';
import { type Cells, createLayout } from '../stats/cells.ts';
import { BOLLINGER_CELLS } from './bollinger.ts';
import { DRIFT_CELLS } from './drift.ts';
import { moveTail, sideTail, TAIL_AT, TAIL_CELLS, volumeTail } from './tails.ts';

/** Of what the state consists and means; a state of another version is refused. */
export const STATE_VERSION = 3;

const layout = createLayout();
export const AT = {
  /** Close that no market makes, waiting for a second candle to agree; 0 for none. */
  suspect: layout.take(1),
  /** Minute from which a window may begin to raise. */
  countFrom: layout.take(1),
  /** Extent below which nothing is raised, and the ln level it stands for. */
  gate: layout.take(1),
  gateLevel: layout.take(1),
  /** Hour in which the alert level's extent was looked up, and that extent. */
  alertHour: layout.take(1),
  alertExtent: layout.take(1),
  /** Newest reading: minute, largest extent, the same as a signed share of the alert level. */
  readMinute: layout.take(1),
  any: layout.take(1),
  strength: layout.take(1),
  beta: layout.take(BETA_CELLS),
  series: layout.take(SERIES_CELLS),
  profile: layout.take(PROFILE_CELLS),
  drift: layout.take(DRIFT_CELLS),
  bollinger: layout.take(BOLLINGER_CELLS),
  tails: layout.take(TAIL_CELLS),
} as const;

const tails = AT.tails;
/** Where each tail begins in the block. */
export const MOVE_TAIL = tails + TAIL_AT.moves;
export const VOLUME_TAIL = tails + TAIL_AT.volume;
export const ZSCORE_TAIL = tails + TAIL_AT.zScore;
export const BOLLINGER_TAIL = tails + TAIL_AT.bollinger;

export const SYMBOL_CELLS = layout.size();

export function createSymbolCells(): Cells {
  const m = new Float64Array(SYMBOL_CELLS);
  moveTail.init(m, MOVE_TAIL);
  volumeTail.init(m, VOLUME_TAIL);
  sideTail.init(m, ZSCORE_TAIL);
  sideTail.init(m, BOLLINGER_TAIL);
  m[AT.alertHour] = -1;
  m[AT.gateLevel] = NaN;
  return m;
}
