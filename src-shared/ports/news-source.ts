/** One publisher's feed, or a replay file. */
import type { EpochMs } from '../market.ts';
import type { RawNewsItem } from '../news.ts';
import type { Result } from '../fault.ts';
import type { SourceHealth } from '../health.ts';

export interface NewsSource {
  readonly id: string;
  /** New or changed items since the last call, sanitised to plain text. A failure is a Fault, never a throw. */
  poll(now: EpochMs, signal: AbortSignal): Promise<Result<RawNewsItem[]>>;
  health(): SourceHealth;
}
