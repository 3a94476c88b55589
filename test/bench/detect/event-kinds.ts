/**
 * What is injected. Size in percent, or in σ: s σ over w minutes is s·σ·√w, σ that of one minute just before the onset. Kinds
 * with a goal come first, then those only compared, then those of the second table: the same shapes in σ, slow burns (a ramp
 * over four hours) and steps of volume without a move.
 */
export interface EventKind {
  readonly name: string;
  readonly unit: 'percent' | 'sigma';
  readonly size: number;
  /** Minutes that the event lasts. */
  readonly length: number;
  /** Minutes whose σ the size counts in. */
  readonly moves: number;
  /** Factor on base volume while it lasts. */
  readonly volume: number;
  /** Share of the whole size that has been reached at the close of its minute k = 0, 1, … */
  readonly path: (k: number) => number;
}

type Unit = EventKind['unit'];
const VOLUME_FACTOR = 4;
const sizeText = (size: number, unit: Unit) => `${size}${unit === 'percent' ? '%' : 'σ'}`;

export const jump = (size: number, unit: Unit = 'percent'): EventKind => ({
  name: `jump ${sizeText(size, unit)}`,
  unit,
  size,
  length: 1,
  moves: 1,
  volume: VOLUME_FACTOR,
  path: () => 1,
});
export const back = (size: number, unit: Unit = 'percent'): EventKind => ({
  ...jump(size, unit),
  name: `back ${sizeText(size, unit)}`,
  length: 3,
  path: (k) => (k < 2 ? 1 : 0),
});
export const ramp = (size: number, length: number, unit: Unit = 'percent'): EventKind => ({
  ...jump(size, unit),
  name: `ramp${length} ${sizeText(size, unit)}`,
  length,
  moves: length,
  path: (k) => Math.min(1, (k + 1) / length),
});
/** Fifteen minutes of `factor` times the volume and no move. */
export const volumeStep = (factor: number): EventKind => ({
  ...jump(0),
  name: `volume ×${factor}`,
  length: 15,
  volume: factor,
  path: () => 0,
});

export const GOAL_KINDS: readonly EventKind[] = [jump(2), back(2), ramp(4, 15), ramp(4, 60)];
export const KINDS: readonly EventKind[] = [...GOAL_KINDS, jump(1), jump(4), ramp(2, 5), ramp(2, 15), ramp(3, 60)];
export const SIGMA_KINDS: readonly EventKind[] = [
  ...[6, 10, 15].map((sigmas) => jump(sigmas, 'sigma')),
  back(10, 'sigma'),
  ...[4, 6, 8].map((sigmas) => ramp(sigmas, 15, 'sigma')),
  ...[4, 6, 8].map((sigmas) => ramp(sigmas, 60, 'sigma')),
  ramp(4, 240),
  ramp(6, 240),
  volumeStep(10),
  volumeStep(30),
];
