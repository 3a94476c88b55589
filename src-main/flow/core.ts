/** What the engine is made of, as the order of things sees it: constructed once by engine.ts, used by live and by replay. */
import type { Health } from '../../src-shared/health.ts';
import type { Feed } from '../../src-shared/ports/feed.ts';
import type { Clock } from '../../src-shared/ports/clock.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import type { Settings } from '../../src-shared/settings.ts';
import type { Logger } from '../base/logger.ts';
import type { Detection } from '../detect/detection.ts';
import type { EmbedderSwitch } from '../news/embed/fallback.ts';
import type { NewsDesk } from '../news/news-desk.ts';
import type { Board } from '../publish/board.ts';
import type { Hub } from '../publish/hub.ts';
import type { Alerting } from './alerting.ts';
import type { Care } from './care.ts';
import type { ColdPath } from './cold-path.ts';
import type { DurableWrites } from './durable-writes.ts';
import type { Episodes } from './episodes.ts';
import type { FaultLine } from './fault-line.ts';
import type { HotPath } from './hot-path.ts';
import type { MirrorControl } from './mirror.ts';
import type { Models } from './models.ts';
import type { Sampler } from './sampler.ts';
import type { WatchLog } from './watch-log.ts';

export interface Core {
  readonly venue: string;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: Feed;
  readonly reader: Reader;
  /** The same for whoever looks back: older history comes from PostgreSQL while it can be reached. */
  readonly history: Reader;
  readonly writer: Writer;
  readonly detection: Detection;
  readonly episodes: Episodes;
  readonly sampler: Sampler;
  readonly board: Board;
  readonly hub: Hub;
  readonly writes: DurableWrites;
  readonly hot: HotPath;
  readonly cold: ColdPath;
  readonly models: Models;
  readonly care: Care;
  readonly mirror: MirrorControl;
  readonly desk: NewsDesk;
  readonly embedder: Pick<EmbedderSwitch, 'health'>;
  readonly faults: FaultLine;
  readonly watched: WatchLog;
  readonly alerting: Alerting;
  /** Repairs minutes that trades arrived too late for. */
  readonly lateMinutes: (signal: AbortSignal) => Promise<void>;
  readonly settings: () => Settings;
  readonly health: () => Health;
}
