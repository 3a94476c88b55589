/** What an engine is put together from: ports, settings and the market it runs on. */
import type { Settings } from '../src-shared/settings.ts';
import type { Feed } from '../src-shared/ports/feed.ts';
import type { NewsSource } from '../src-shared/ports/news-source.ts';
import type { Reader } from '../src-shared/ports/reader.ts';
import type { Sender } from '../src-shared/ports/sender.ts';
import type { Writer } from '../src-shared/ports/writer.ts';
import type { CareWork } from '../src-shared/ports/care.ts';
import type { Clock } from '../src-shared/ports/clock.ts';
import type { Logger } from './base/logger.ts';
import type { Secrets } from './base/secrets.ts';
import type { Thresholds } from './detect/thresholds.ts';
import type { HealthState } from './flow/health.ts';
import type { MirrorParts } from './flow/mirror.ts';

export interface EngineParts {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly feed: Feed;
  readonly reader: Reader;
  readonly writer: Writer;
  readonly newsSources: readonly NewsSource[];
  readonly senders: readonly Sender[];
  readonly settings: () => Settings;
  /** Keys of outside services; the environment's by default. */
  readonly secrets?: Secrets;
  readonly thresholds: Thresholds;
  /** Alerts a day at the start; later changes come through `detection.setBudget`. */
  readonly alertsPerDay: number;
  readonly state: HealthState;
  /** False for a replay: candle files have no prices to sample and publishers' times are all there is. */
  readonly live: boolean;
  readonly journalCandles: boolean;
  /** Archive and backup of the store's files; absent for a store that is thrown away. */
  readonly care?: CareWork;
  readonly logger: Logger;
  readonly random: () => number;
  /** The local store's side of a PostgreSQL beside it; absent: there can be none. */
  readonly mirror?: MirrorParts;
  /** Aborts when the engine closes. */
  readonly signal: AbortSignal;
}
