/**
 * The engine as the API sees it: a reader, the few commands, and a hub of what happens. Constructed by
 * src-main/engine.ts, served by src-main/api, spoken to by the window, the browser and the CLI.
 */
import type { Alert } from '../anomaly.ts';
import type { Bundle } from '../bundle.ts';
import type { CareHealth, CareJob, CareResult } from '../care.ts';
import type { Candle, EpochMs, Market, QuoteRow } from '../market.ts';
import type { Egress } from '../egress.ts';
import type { AlertDay, BackfillStatus, Health, Metrics } from '../health.ts';
import type { Levels, RarityPoint, TickBatch } from '../contract.ts';
import type { MirrorHealth } from '../mirror.ts';
import type { ModelSettings } from '../model-settings.ts';
import type { ModelTest } from '../model-test.ts';
import type { Narrative } from '../narrative.ts';
import type { PostgresConnect, PostgresTest } from '../postgres.ts';
import type { Result } from '../fault.ts';
import type { RehearsalEvent, RehearsalRequest } from '../rehearsal.ts';
import type { EmbedderSettings, NewsFeed, Settings } from '../settings.ts';
import type { EngineInfo, Key, NewsSourceChoice, NewsTry, SenderTry, Try, VenueInfo } from '../setup.ts';
import type { SimilarEvents } from '../similar.ts';
import type { WhyAnswer, WhyRequest } from '../why.ts';
import type { AnomalyWithNarrative, Reader } from './reader.ts';

/** What leaves the building. Each key is a stream of the contract. */
export interface EngineEvents {
  ticks: TickBatch;
  anomalies: AnomalyWithNarrative;
  narratives: Narrative;
  alerts: Alert;
  health: Health;
}

/** PostgreSQL beside the local store. `pasted`: an address as a person has it; null for the one that is saved or was given at the start. */
export interface PostgresLink {
  test(pasted: string | null): Promise<PostgresTest>;
  /** Only what could not be kept is a fault; an address that does not work is an answer. */
  connect(request: { pasted: string | null; createDatabase: boolean }): Promise<Result<PostgresConnect>>;
  disconnect(): Promise<Result<void>>;
}

/** Choosing and trying settings while the engine runs. Nothing here changes anything. */
export interface EngineSetup {
  venues(): VenueInfo[];
  testEmbedder(settings: EmbedderSettings | undefined, signal: AbortSignal): Promise<Try>;
  testNews(source: NewsSourceChoice, signal: AbortSignal): Promise<NewsTry>;
  testNotifications(): Promise<SenderTry[]>;
  keys(): Key[];
  newsDefaults(): NewsFeed[];
  info(): EngineInfo;
}

export interface Engine {
  readonly reader: Reader;
  readonly venue: string;
  watchList(): QuoteRow[];
  /** Of the venue that is watched, or of another one. Rejects with a FaultError that names what failed. */
  markets(venue?: string, signal?: AbortSignal): Promise<Market[]>;
  readonly setup: EngineSetup;
  /** Starts over with the settings as they are, soon after the answer; `unavailable` where nobody is there to do it. */
  restart(): Result<void>;
  /** Stored candles merged with the forming one, and the rarity of each minute where it is still known. */
  candles(q: {
    symbol: string;
    from: EpochMs;
    to: EpochMs;
    limit: number;
  }): Promise<{ candles: Candle[]; rarity: RarityPoint[] }>;
  levels(symbol: string): Result<Levels>;
  /** What is known of a stretch of time; a fault when it is longer than is answered at once. */
  why(request: WhyRequest, signal?: AbortSignal): Promise<Result<WhyAnswer>>;
  settings(): Settings;
  changeSettings(patch: Record<string, unknown>): Promise<Result<Settings>>;
  /** One short question to the language model of these settings, or of the present ones. */
  testModel(settings?: ModelSettings, signal?: AbortSignal): Promise<ModelTest>;
  readonly postgres: PostgresLink;
  /** What waits by now; ends when it is done. */
  mirrorNow(direction: 'push' | 'pull'): Promise<Result<MirrorHealth>>;
  health(): Health;
  metrics(): Promise<Metrics>;
  egress(): Egress;
  /** `bounds` in order; one more than the days. */
  alertDays(bounds: readonly EpochMs[]): Promise<AlertDay[]>;
  /** Earlier moves like this one, aligned at their onsets. */
  similar(anomalyId: string): Promise<Result<SimilarEvents>>;
  /** Its evidence bundle: `not_found` without such an anomaly or a judged narrative. */
  bundle(anomalyId: string): Promise<Result<Bundle>>;
  feedback(anomalyId: string, vote: 'up' | 'down', note: string | null): Promise<Result<void>>;
  /** The user opened this anomaly: its alerts become `seen`. */
  seen(anomalyId: string): Promise<Result<void>>;
  /** The same for all alerts raised until `until`; returns how many there were. */
  seenUntil(until: EpochMs): Promise<number>;
  startBackfill(q: { symbol?: string; days: number }): Promise<Result<BackfillStatus>>;
  cancelBackfill(): BackfillStatus;
  care: {
    status(): CareHealth;
    /** Resolves when the job is done; `conflict` while another runs. */
    run(job: CareJob): Promise<Result<CareResult>>;
  };
  pause(paused: boolean): Health;
  /**
   * What would have alerted, over stored candles with changed settings. One at a time: `conflict` while another runs. Whoever
   * does not read it to its end aborts the signal; it then ends at once and without a summary.
   */
  rehearse(request: RehearsalRequest, signal: AbortSignal): Promise<Result<AsyncIterableIterator<RehearsalEvent>>>;
  /**
   * Coalesced events of one kind until the signal aborts. A slow reader gets the newest state, not a growing queue:
   * ticks are merged, the other kinds keep at most 500 and then drop the oldest.
   */
  subscribe<K extends keyof EngineEvents>(kind: K, signal: AbortSignal): AsyncIterableIterator<EngineEvents[K]>;
  close(): Promise<void>;
}
