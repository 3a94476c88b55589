/**
 * The order of the anomaly feed: newest first, by detection and then id; members of a market-wide group stand under their
 * leader. A member whose leader is not at hand stands alone.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';

export interface FeedEntry {
  readonly id: string;
  /** Other symbols of the same market-wide move, in the order they joined. */
  readonly others: readonly string[];
  /** Their anomalies, in the same order. */
  readonly members: readonly string[];
}

const newestFirst = (a: Anomaly, b: Anomaly): number => b.detected_at - a.detected_at || (a.id < b.id ? -1 : 1);

export function orderFeed(anomalies: readonly Anomaly[], most = 100): FeedEntry[] {
  const byId = new Map(anomalies.map((anomaly) => [anomaly.id, anomaly]));
  const leaderOf = ({ id, detection_metadata: { group } }: Anomaly): string =>
    group !== null && byId.has(group) ? group : id;
  const others = new Map<string, Anomaly[]>();
  for (const anomaly of anomalies) {
    const leader = leaderOf(anomaly);
    if (leader !== anomaly.id) others.set(leader, [...(others.get(leader) ?? []), anomaly]);
  }
  return anomalies
    .filter((anomaly) => leaderOf(anomaly) === anomaly.id)
    .sort(newestFirst)
    .slice(0, most)
    .map(({ id }) => {
      const joined = (others.get(id) ?? []).sort((a, b) => newestFirst(b, a));
      return { id, others: joined.map(({ symbol }) => symbol), members: joined.map((member) => member.id) };
    });
}

/** The id `step` places from the selected one; the first when nothing is selected; stays at the ends. */
export function moveSelection(ids: readonly string[], selected: string | null, step: 1 | -1): string | null {
  if (ids.length === 0) return null;
  const at = selected === null ? -1 : ids.indexOf(selected);
  if (at === -1) return ids[0] ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}
