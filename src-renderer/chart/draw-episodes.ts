/** Anomalies as what they are, episodes: shaded from onset to end in the colour of their rarity, with a tab at the top to click. */
import { withAlpha } from './chart-theme.ts';
import type { Plane } from './plane.ts';

export interface Episode {
  readonly id: string;
  /** First and last bar; an open one reaches the newest bar. */
  readonly from: number;
  readonly to: number;
  readonly step: 0 | 1 | 2 | 3 | 4;
  readonly newest: boolean;
}

const TAB_HEIGHT = 3;
/** The part of a tab that takes the pointer. */
const REACH = 14;

const edges = ({ x, barWidth }: Pick<Plane, 'x' | 'barWidth'>, { from, to }: Episode): [number, number] | null => {
  const [left, right] = [x(from), x(to)];
  return left === null || right === null ? null : [left - barWidth / 2, Math.max(3, right - left + barWidth)];
};

export function drawEpisodes(plane: Plane, episodes: readonly Episode[], floor: number): void {
  const { context, theme } = plane;
  for (const episode of episodes) {
    const place = edges(plane, episode);
    if (place === null) continue;
    context.fillStyle = withAlpha(theme.rarity[episode.step], episode.newest ? 0.18 : 0.1);
    context.fillRect(place[0], 0, place[1], floor);
    context.fillStyle = theme.rarity[episode.step];
    context.fillRect(place[0], 0, place[1], TAB_HEIGHT);
  }
}

/** The episode whose tab is at that place; the last drawn one wins. */
export function episodeAt(
  plane: Pick<Plane, 'x' | 'barWidth'>,
  episodes: readonly Episode[],
  x: number,
  y: number,
): Episode | undefined {
  if (y > REACH) return undefined;
  return episodes.findLast((episode) => {
    const place = edges(plane, episode);
    return place !== null && x >= place[0] - 3 && x <= place[0] + place[1] + 3;
  });
}
