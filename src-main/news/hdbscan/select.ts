/**
 * Excess of mass (Campello et al. 2013, §3.3): of all ways to take clusters of the condensed tree without overlap, the one with
 * the largest sum of stabilities. A cluster beats its parts when they are not more stable by more than rounding.
 */
import type { Condensed } from './condense.ts';

const ROUNDING = 1e-9;

/** For each cluster the chosen cluster that it is or lies in, −1 for none. `eligible`: whether a cluster may be chosen. */
export function excessOfMass(
  { parent, stability }: Condensed,
  eligible: (cluster: number, top: boolean) => boolean,
): number[] {
  const best = stability.map(() => 0);
  const chosen = stability.map(() => false);
  for (let cluster = parent.length - 1; cluster >= 0; cluster--) {
    const [own, parts] = [stability[cluster]!, best[cluster]!];
    const above = parent[cluster]!;
    chosen[cluster] = eligible(cluster, above === -1) && parts <= own * (1 + ROUNDING);
    const worth = chosen[cluster] ? own : parts;
    if (above !== -1) best[above] = best[above]! + worth;
  }
  const home: number[] = [];
  parent.forEach((above, cluster) => {
    const over = above === -1 ? -1 : home[above]!;
    home.push(over !== -1 ? over : chosen[cluster] ? cluster : -1);
  });
  return home;
}
