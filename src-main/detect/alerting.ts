/**
 * Whether the user is told of an episode: late ones never, members of a market-wide move by their leader, the rest while the
 * budget grants. Each episode is decided once; the reason is written into its row. Times are event times.
 */
import type { Budget } from './budget.ts';
import type { Episode } from './episode.ts';
import { HOLD_MS, OTHERS_FOR_GROUP, type Group, type MarketWide, type Waiting } from './market-wide.ts';
import { HOUR_MS, type EpochMs } from '../../src-shared/market.ts';
import { reasons } from './reason.ts';

export type AlertOutcome = 'granted' | 'held' | 'digest' | 'below_level' | 'late' | 'learning_stop';

export interface Alerting {
  /** Decides an episode that was just raised or has grown; `others` = symbols moving with it now. */
  ask(episode: Episode, time: EpochMs, others: number): AlertOutcome;
  /** Ends holds that are due by `now`; returns episodes whose row changed, and whether each was alerted by it. */
  release(now: EpochMs): { episode: Episode; alerted: boolean }[];
}

interface Parts {
  readonly budget: Budget;
  readonly market: MarketWide;
  readonly open: ReadonlyMap<string, Episode>;
}

export function createAlerting({ budget, market, open }: Parts): Alerting {
  const metadataOf = (episode: Episode) => episode.anomaly.detection_metadata;
  const lambdaOf = (episode: Episode) => Math.exp(episode.lnLambda);

  function decide(episode: Episode, reason: string, digestAt: EpochMs | null): void {
    episode.decided = true;
    metadataOf(episode).reason = reason;
    if (digestAt !== null) budget.noteDigest(digestAt);
  }

  function grant(episode: Episode, time: EpochMs): AlertOutcome {
    const lambda = lambdaOf(episode);
    if (budget.request(time, metadataOf(episode).learning)) {
      episode.anomaly.alerted_at = time;
      decide(episode, reasons.granted(lambda, budget.usedAt(time), budget.perDay()), null);
      return 'granted';
    }
    const stop = metadataOf(episode).learning ? 'learning_stop' : 'digest';
    const text = stop === 'learning_stop' ? reasons.learningStop : reasons.hardStop;
    decide(episode, text(lambda, budget.usedAt(time)), time);
    return stop;
  }

  function join(episode: Episode, group: Group, time: EpochMs): AlertOutcome {
    metadataOf(episode).group = group.id;
    decide(episode, reasons.group(lambdaOf(episode), group.symbol), time);
    return 'digest';
  }

  function hold(episode: Episode, time: EpochMs): AlertOutcome {
    const { symbol } = episode.anomaly;
    market.hold({ symbol, sign: episode.sign, lnLambda: episode.lnLambda, until: time + HOLD_MS });
    metadataOf(episode).reason = reasons.held(lambdaOf(episode));
    return 'held';
  }

  function ask(episode: Episode, time: EpochMs, others: number): AlertOutcome {
    if (episode.lnLambda > Math.log(budget.alertLevel())) {
      metadataOf(episode).reason = reasons.belowLevel(lambdaOf(episode), budget.alertLevel());
      metadataOf(episode).group ??= market.groupAt(time, episode.sign)?.id ?? null;
      return 'below_level';
    }
    if (metadataOf(episode).late) {
      decide(episode, reasons.late(lambdaOf(episode)), time);
      return 'late';
    }
    const group = market.groupAt(time, episode.sign);
    if (group) return join(episode, group, time);
    return others >= OTHERS_FOR_GROUP ? hold(episode, time) : grant(episode, time);
  }

  /** Open episodes of the last hour that were alerted with this sign, first alerted first. */
  function alertedWith(sign: number, time: EpochMs): Episode[] {
    const at = (episode: Episode) => episode.anomaly.alerted_at ?? -Infinity;
    return [...open.values()]
      .filter((episode) => episode.sign === sign && at(episode) > time - HOUR_MS && metadataOf(episode).group === null)
      .sort((a, b) => at(a) - at(b) || (a.anomaly.symbol < b.anomaly.symbol ? -1 : 1));
  }

  function found(leader: Episode, members: readonly Episode[]): Group {
    const { id, symbol, detected_at } = leader.anomaly;
    const group = { id, symbol, sign: leader.sign, since: detected_at };
    market.lead(group);
    for (const episode of [leader, ...members]) metadataOf(episode).group = id;
    return group;
  }

  function releaseOne(waiting: Waiting): { episode: Episode; alerted: boolean }[] {
    const episode = open.get(waiting.symbol);
    if (!episode || episode.decided) return [];
    const time = waiting.until;
    const [leader, ...members] = alertedWith(waiting.sign, time);
    const known = market.groupAt(time, waiting.sign) ?? (leader ? found(leader, members) : null);
    if (known) {
      join(episode, known, time);
      const regrouped = leader ? [leader, ...members].filter((one) => metadataOf(one).group === known.id) : [];
      return [...regrouped, episode].map((one) => ({ episode: one, alerted: false }));
    }
    const alerted = grant(episode, time) === 'granted';
    if (alerted) found(episode, []);
    return [{ episode, alerted }];
  }

  return {
    ask,
    release: (now) => (now < market.nextDue() ? [] : market.due(now).flatMap(releaseOne)),
  };
}
