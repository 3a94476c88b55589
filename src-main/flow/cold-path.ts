/**
 * The cold path, per anomaly: investigate → evidence → narrate → validate → store, resumable from the store by `stage`. It is
 * walked once soon after the raise, again when linked news arrives within three hours of the onset, when the episode ended
 * half as large again as what was written, and a last time when the three hours are over.
 * `step` does what is due at a market time and is awaited by a replay; the live engine calls it on each kick.
 */
import PQueue from 'p-queue';
import { isFinalStage, type Anomaly } from '../../src-shared/anomaly.ts';
import { messageOf } from '../../src-shared/fault.ts';
import { HOUR_MS, type EpochMs } from '../../src-shared/market.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Logger } from '../base/logger.ts';

export const FOLLOW_UP_MS = 3 * HOUR_MS;
/** Growth of |change| since the last writing that asks for a new text. */
const GROWTH = 1.5;

const RETRY_MS = 10_000;

export type PassReason = 'raised' | 'news' | 'grown' | 'closing';

interface Case {
  anomaly: Anomaly;
  /** Why the next pass is due, or null when none is. */
  due: PassReason | null;
  writtenChange: number;
  running: boolean;
  failures: number;
  /** Market time before which a failed case is left alone. */
  retryAt: EpochMs;
}

export interface ColdPathOptions {
  readonly reader: Pick<Reader, 'unfinished'>;
  /** One walk through the stages; resolves when stored. Throws when it could not be done (it is tried again). */
  readonly walk: (anomaly: Anomaly, now: EpochMs, reason: PassReason) => Promise<void>;
  readonly logger: Logger;
  readonly concurrency: number;
  readonly onFault: (detail: string) => void;
  /** News of an anomaly is looked for until this market time. */
  readonly onFollowUp?: (until: EpochMs) => void;
}

export interface ColdPath {
  /** Takes up what an earlier run left unfinished. */
  resume(now: EpochMs): Promise<number>;
  raised(anomaly: Anomaly): void;
  ended(anomaly: Anomaly): void;
  /** New items reached the archive: recent anomalies look again. */
  newsArrived(now: EpochMs): void;
  /** Does everything that is due; resolves when done. */
  step(now: EpochMs): Promise<void>;
  readonly waiting: number;
  /** True when `step` at this time would do something. */
  hasDue(now: EpochMs): boolean;
}

export function createColdPath({ reader, walk, logger, concurrency, onFault, onFollowUp }: ColdPathOptions): ColdPath {
  const cases = new Map<string, Case>();
  const queue = new PQueue({ concurrency });

  const open = (anomaly: Anomaly, due: PassReason | null): void => {
    const known = cases.get(anomaly.id);
    if (known !== undefined) return void (known.anomaly = anomaly);
    cases.set(anomaly.id, { anomaly, due, writtenChange: 0, running: false, failures: 0, retryAt: 0 });
    onFollowUp?.(onsetOf(anomaly) + FOLLOW_UP_MS);
  };
  const pass = async (entry: Case, now: EpochMs): Promise<void> => {
    const reason = entry.due ?? 'news';
    entry.due = null;
    try {
      await walk(entry.anomaly, now, reason);
      entry.writtenChange = changeOf(entry.anomaly);
      entry.failures = 0;
      if (reason === 'closing') cases.delete(entry.anomaly.id);
    } catch (error) {
      entry.failures += 1;
      entry.due = reason;
      entry.retryAt = now + RETRY_MS * 2 ** Math.min(entry.failures, 6);
      logger.error(
        { anomaly: entry.anomaly.id, error: messageOf(error) },
        'the cold path failed and will be walked again',
      );
      onFault(`narrative of ${entry.anomaly.symbol}: ${messageOf(error)}`);
    } finally {
      entry.running = false;
    }
  };
  const closeOld = (now: EpochMs): void => {
    for (const entry of cases.values()) {
      if (now >= onsetOf(entry.anomaly) + FOLLOW_UP_MS && entry.due !== 'closing') entry.due = 'closing';
    }
  };
  return {
    async resume(now) {
      const left = await reader.unfinished(now - FOLLOW_UP_MS);
      for (const anomaly of left) open(anomaly, isFinalStage(anomaly.stage) ? null : 'raised');
      return left.filter((anomaly) => !isFinalStage(anomaly.stage)).length;
    },
    raised: (anomaly) => open(anomaly, isFinalStage(anomaly.stage) ? null : 'raised'),
    ended(anomaly) {
      const entry = cases.get(anomaly.id);
      if (entry === undefined) return;
      entry.anomaly = anomaly;
      const grown = Math.abs(changeOf(anomaly)) > GROWTH * Math.abs(entry.writtenChange);
      if (entry.due === null && grown) entry.due = 'grown';
    },
    newsArrived(now) {
      for (const entry of cases.values()) {
        if (entry.due === null && now < onsetOf(entry.anomaly) + FOLLOW_UP_MS) entry.due = 'news';
      }
    },
    async step(now) {
      closeOld(now);
      for (const entry of cases.values()) {
        if (entry.due === null || entry.running || now < entry.retryAt) continue;
        entry.running = true;
        void queue.add(() => pass(entry, now));
      }
      await queue.onIdle();
    },
    hasDue(now) {
      closeOld(now);
      return [...cases.values()].some((entry) => entry.due !== null && !entry.running && now >= entry.retryAt);
    },
    get waiting() {
      return [...cases.values()].filter((entry) => entry.due !== null || entry.running).length;
    },
  };
}

const onsetOf = (anomaly: Anomaly): EpochMs => anomaly.detection_metadata.onset;
const changeOf = (anomaly: Anomaly): number => anomaly.detection_metadata.peak.change_pct;
