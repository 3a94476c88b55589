/** One publisher's feed, a news service behind a key, or a replay file. */
import type { EpochMs } from '../market.ts';
import type { RawNewsItem } from '../news.ts';
import type { Result } from '../fault.ts';
import type { SourceHealth } from '../health.ts';

export interface NewsSource {
  readonly id: string;
  /** Milliseconds between two polls, where the source has its own; the desk's otherwise. */
  readonly pollMs?: number;
  /** Polls closer together than this are against the source's rules, however eager the desk is. */
  readonly leastMs?: number;
  /** Absent: the source tells only what is new. */
  readonly history?: NewsHistory;
  /** New or changed items since the last call, sanitised to plain text. A failure is a Fault, never a throw. */
  poll(now: EpochMs, signal: AbortSignal): Promise<Result<RawNewsItem[]>>;
  health(): SourceHealth;
}

export interface NewsHistory {
  /** Names the history in the back-fill's book; at most 20 characters. */
  readonly key: string;
  /** What was published later than this long ago cannot be had yet. */
  readonly lagMs: number;
  /** Items published in [from, to), newest first, page by page. Ends with the first Fault, or with a page that has reached `from`. */
  pages(q: HistoryQuery): AsyncIterable<Result<HistoryPage>>;
}

export interface HistoryQuery {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly signal: AbortSignal;
}

export interface HistoryPage {
  readonly items: readonly RawNewsItem[];
  /** Everything published after this time and before `to` has been handed over. */
  readonly reachedBack: EpochMs;
}
