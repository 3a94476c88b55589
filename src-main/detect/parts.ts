/** Parts of the detection that the ablation of the bench switches off one by one; the product always runs with all of them. */
export const PARTS = ['season', 'fast', 'winsor', 'sigma-power', 'volume-gate', 'drift', 'gpd'] as const;
export type Part = (typeof PARTS)[number];

export interface Parts {
  /** σ follows hour and minute class. */
  readonly season: boolean;
  /** σ blends fast and slow; without it, slow alone. */
  readonly fast: boolean;
  /** Squared returns are winsorised. */
  readonly winsor: boolean;
  /** Moves are measured between percent and σ; without it, in σ. */
  readonly sigmaPower: boolean;
  /** Extremes count in busy minutes only; without it, always. */
  readonly volumeGate: boolean;
  readonly drift: boolean;
  /** Beyond the counted episodes the tail is a GPD; without it, exponential. */
  readonly gpd: boolean;
}

export function partsWithout(without: ReadonlySet<Part> = new Set()): Parts {
  const has = (part: Part) => !without.has(part);
  return {
    season: has('season'),
    fast: has('fast'),
    winsor: has('winsor'),
    sigmaPower: has('sigma-power'),
    volumeGate: has('volume-gate'),
    drift: has('drift'),
    gpd: has('gpd'),
  };
}

export const ALL_PARTS: Parts = partsWithout();
