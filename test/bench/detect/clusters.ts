/** Tapes of different symbols that share their minutes: watch-lists that a market-wide move can be tried on. */
import { DAY, SCORED_FROM, type Tape } from './tape.ts';

const FEWEST_SYMBOLS = 4;
const MOST_SYMBOLS = 7;
const FEWEST_DAYS = 5;

export interface Cluster {
  readonly tapes: readonly Tape[];
  /** Minutes since 1970 in which all have been learned; `to` not included. */
  readonly from: number;
  readonly to: number;
}

const endOf = ({ first, length }: Tape) => first + length;

function joined(cluster: Cluster, tape: Tape): Cluster | null {
  const from = Math.max(cluster.from, tape.first + SCORED_FROM);
  const to = Math.min(cluster.to, endOf(tape));
  const full = cluster.tapes.length >= MOST_SYMBOLS || cluster.tapes.some(({ symbol }) => symbol === tape.symbol);
  return full || to - from < FEWEST_DAYS * DAY ? null : { tapes: [...cluster.tapes, tape], from, to };
}

/** Greedy by first minute; groups of fewer than four symbols are left out. */
export function clustersOf(tapes: readonly Tape[]): Cluster[] {
  const clusters: Cluster[] = [];
  for (const tape of [...tapes].sort((a, b) => a.first - b.first)) {
    const at = clusters.findIndex((cluster) => joined(cluster, tape) !== null);
    if (at >= 0) clusters[at] = joined(clusters[at], tape)!;
    else clusters.push({ tapes: [tape], from: tape.first + SCORED_FROM, to: endOf(tape) });
  }
  return clusters.filter((cluster) => cluster.tapes.length >= FEWEST_SYMBOLS);
}
