/**
 * Whether the user is told of an episode: late ones never, members of a market-wide move and other quotes of the same asset by their
 * leader, moves that another quote of the asset does not confirm not at all, the rest while the budget grants. Each episode is
 * decided once; the reason is written into its row. Times are event times.
 */
import { HOUR_MS, type EpochMs } from '../../src-shared/market.ts';
import { minuteIndexOf } from '../market/candle-check.ts';
import { assetKeyOf, type Confirmation } from '../market/confirmation.ts';
import type { Budget } from './budget.ts';
import type { Crowd } from './crowd.ts';
import type { Episode } from './episode-state.ts';
import { CONFIRM_MS, HOLD_MS, OTHERS_FOR_GROUP, type Group, type MarketWide, type Waiting } from './market-wide.ts';
import { reasons } from './reason.ts';

export type AlertOutcome = 'granted' | 'held' | 'digest' | 'below_level' | 'late' | 'learning_stop' | 'muted';

/** What the user set for one symbol. */
export interface OwnRule {
  readonly muted: boolean;
  /** Alerts only of what comes this seldom; null: no limit of its own. */
  readonly onceInDays: number | null;
}

export interface Alerting {
  /** Decides an episode that was just raised or has grown; `others` = symbols moving with it now. */
  ask(episode: Episode, time: EpochMs, others: number): AlertOutcome;
  /** Ends holds that are due by `now`; returns episodes whose row changed, and whether each was alerted by it. */
  release(now: EpochMs): { episode: Episode; alerted: boolean }[];
}

/** A peer may have gone first, on the other side of a minute's end. */
const EARLIER_MINUTES = 1;

interface Parts {
  readonly budget: Budget;
  readonly market: MarketWide;
  readonly open: ReadonlyMap<string, Episode>;
  readonly crowd: Pick<Crowd, 'confirmation'>;
  readonly ruleOf?: (symbol: string) => OwnRule | undefined;
}

const metadataOf = (episode: Episode) => episode.anomaly.detection_metadata;
const lambdaOf = (episode: Episode) => Math.exp(episode.lnLambda);
const alertedAt = (episode: Episode) => episode.anomaly.alerted_at ?? -Infinity;

export function createAlerting({ budget, market, open, crowd, ruleOf = () => undefined }: Parts): Alerting {
  function decide(episode: Episode, reason: string, digestAt: EpochMs | null): void {
    episode.decided = true;
    metadataOf(episode).reason = reason;
    if (digestAt !== null) budget.noteDigest(digestAt);
  }

  function grant(episode: Episode, time: EpochMs, asked = minuteIndexOf(time)): AlertOutcome {
    const lambda = lambdaOf(episode);
    if (budget.request(time, metadataOf(episode).learning, asked)) {
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

  function joinAsset(episode: Episode, leader: Episode, time: EpochMs): AlertOutcome {
    metadataOf(episode).group = leader.anomaly.id;
    decide(episode, reasons.sameAsset(lambdaOf(episode), leader.anomaly.symbol), time);
    return 'digest';
  }

  function hold(episode: Episode, time: EpochMs, waitMs: number, single: boolean, reason: string): AlertOutcome {
    const { symbol } = episode.anomaly;
    const [until, asked] = [time + waitMs, minuteIndexOf(time)];
    market.hold({ symbol, sign: episode.sign, lnLambda: episode.lnLambda, until, single, asked });
    metadataOf(episode).reason = reason;
    return 'held';
  }

  /** What another quote of the asset did since shortly before the move began, the time waited included; kept in the row. */
  function confirm(episode: Episode, time: EpochMs): Confirmation | null {
    const { symbol, detected_at, detection_metadata: metadata, price_before, price_at_detection } = episode.anomaly;
    const move = Math.log(price_at_detection! / price_before!);
    const minute = minuteIndexOf(time);
    const minutes = EARLIER_MINUTES + metadata.timeframe_minutes + minute - minuteIndexOf(detected_at);
    const found = crowd.confirmation(symbol, minute, minutes, move);
    if (found !== null) metadata.confirmation = { symbol: found.symbol, share: Number(found.share.toFixed(4)) };
    return found;
  }

  /** An alerted open episode of another quote of the same asset, same direction, within the hour. */
  function sameAsset(episode: Episode, time: EpochMs): Episode | null {
    const key = assetKeyOf(episode.anomaly.symbol);
    for (const other of open.values()) {
      if (other === episode || other.sign !== episode.sign || alertedAt(other) <= time - HOUR_MS) continue;
      if (assetKeyOf(other.anomaly.symbol) === key) return other;
    }
    return null;
  }

  /** Before anything is asked of the budget: what a symbol's own rule keeps takes no alert from the others. */
  function ownRule(episode: Episode): AlertOutcome | null {
    const { symbol } = episode.anomaly;
    const rule = ruleOf(symbol);
    if (rule === undefined) return null;
    if (rule.muted) {
      decide(episode, reasons.muted(lambdaOf(episode), symbol), null);
      return 'muted';
    }
    if (rule.onceInDays === null || lambdaOf(episode) <= 1 / rule.onceInDays) return null;
    metadataOf(episode).reason = reasons.symbolLevel(lambdaOf(episode), symbol, rule.onceInDays);
    return 'below_level';
  }

  function ask(episode: Episode, time: EpochMs, others: number): AlertOutcome {
    const metadata = metadataOf(episode);
    if (episode.lnLambda > budget.lnAlertLevel(minuteIndexOf(time))) {
      metadata.reason = reasons.belowLevel(lambdaOf(episode), budget.alertLevel());
      metadata.group ??= market.groupAt(time, episode.sign)?.id ?? null;
      return 'below_level';
    }
    const kept = ownRule(episode);
    if (kept !== null) return kept;
    if (metadata.late) {
      decide(episode, reasons.late(lambdaOf(episode)), time);
      return 'late';
    }
    const group = market.groupAt(time, episode.sign);
    if (group) return join(episode, group, time);
    const leader = sameAsset(episode, time);
    if (leader) return joinAsset(episode, leader, time);
    const seen = confirm(episode, time);
    if (seen !== null && !seen.confirmed)
      return hold(episode, time, CONFIRM_MS, true, reasons.unconfirmedYet(lambdaOf(episode), seen.symbol));
    if (others < OTHERS_FOR_GROUP) return grant(episode, time);
    return hold(episode, time, HOLD_MS, false, reasons.held(lambdaOf(episode)));
  }

  /** Open episodes of the last hour that were alerted with this sign, first alerted first. */
  function alertedWith(sign: number, time: EpochMs): Episode[] {
    return [...open.values()]
      .filter(
        (episode) => episode.sign === sign && alertedAt(episode) > time - HOUR_MS && metadataOf(episode).group === null,
      )
      .sort((a, b) => alertedAt(a) - alertedAt(b) || (a.anomaly.symbol < b.anomaly.symbol ? -1 : 1));
  }

  function found(leader: Episode, members: readonly Episode[]): Group {
    const { id, symbol, detected_at } = leader.anomaly;
    const group = { id, symbol, sign: leader.sign, since: detected_at };
    market.lead(group);
    for (const episode of [leader, ...members]) metadataOf(episode).group = id;
    return group;
  }

  const told = (episode: Episode, alerted: boolean) => ({ episode, alerted });

  /** A hold for confirmation ends: still alone, the move is kept for the digest; confirmed, it is granted unless its peer was. */
  function releaseSingle(episode: Episode, seen: Confirmation | null, time: EpochMs, asked: number) {
    const leader = sameAsset(episode, time);
    if (leader) {
      joinAsset(episode, leader, time);
      return [told(episode, false)];
    }
    if (seen !== null && !seen.confirmed) {
      decide(episode, reasons.unconfirmed(lambdaOf(episode), seen.symbol), time);
      return [told(episode, false)];
    }
    return [told(episode, grant(episode, time, asked) === 'granted')];
  }

  function releaseOne(waiting: Waiting): { episode: Episode; alerted: boolean }[] {
    const episode = open.get(waiting.symbol);
    if (!episode || episode.decided) return [];
    const time = waiting.until;
    const seen = confirm(episode, time);
    const known = market.groupAt(time, waiting.sign);
    if (!known && (waiting.single || (seen !== null && !seen.confirmed)))
      return releaseSingle(episode, seen, time, waiting.asked);
    const [leader, ...members] = alertedWith(waiting.sign, time);
    const group = known ?? (leader ? found(leader, members) : null);
    if (group) {
      join(episode, group, time);
      const regrouped = leader ? [leader, ...members].filter((one) => metadataOf(one).group === group.id) : [];
      return [...regrouped, episode].map((one) => told(one, false));
    }
    const alerted = grant(episode, time, waiting.asked) === 'granted';
    if (alerted) found(episode, []);
    return [told(episode, alerted)];
  }

  return {
    ask,
    release: (now) => (now < market.nextDue() ? [] : market.due(now).flatMap(releaseOne)),
  };
}
