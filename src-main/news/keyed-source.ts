/**
 * A news service behind a key as a NewsSource. Without its key it is not asked and is no outage (`disabled`, with what to
 * do); the key is looked up at each poll, so that one set later works at once. The key leaves this file only for the service.
 */
import { createHash } from 'node:crypto';
import { failed } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { HistoryPage, HistoryQuery, NewsSource } from '../../src-shared/ports/news-source.ts';
import type { Secrets } from '../base/secrets.ts';
import { createHandedOver, type HandedOver, type SourceEntry } from './handed-over.ts';
import { type Asked, createSourceState, type SourceState } from './source-state.ts';

export interface KeyedParts {
  readonly secrets: Secrets;
  /** Stamps first_seen_at. */
  readonly market: TimeSource;
  /** Measures the silence after a failure. */
  readonly wall: TimeSource;
}

export interface Visit {
  /** In the order of `keyNames`. */
  readonly keys: readonly string[];
  /** Market time. */
  readonly now: EpochMs;
  readonly signal: AbortSignal;
  readonly handed: HandedOver;
  readonly state: SourceState;
}

export interface KeyedService {
  readonly id: string;
  /** Names in the environment. */
  readonly keyNames: readonly string[];
  /** Where a key is to be had. */
  readonly keyPage: string;
  readonly pollMs?: number;
  readonly leastMs: number;
  /** What the user should know although it works. */
  readonly note?: string;
  /** The newest entries; what was handed over before may be among them. */
  readonly latest: (visit: Visit) => Promise<Asked<SourceEntry[]>>;
  /** What the service is asked for: another question is another history. */
  readonly question: string;
  /** At most 11 characters. */
  readonly historyKey: string;
  readonly lagMs: number;
  readonly pages: (visit: Visit, q: HistoryQuery) => AsyncIterable<Asked<HistoryPage>>;
}

export function createKeyedSource(service: KeyedService, { secrets, market, wall }: KeyedParts): NewsSource {
  const { id, keyNames, pollMs, leastMs, note } = service;
  const state = createSourceState(id, wall);
  const handed = createHandedOver();
  const missing = `no key: set ${keyNames.join(' and ')} in the environment (${service.keyPage})`;
  const keysNow = (): string[] | null => {
    const keys = keyNames.flatMap((name) => secrets.get(name) ?? []);
    return keys.length === keyNames.length ? keys : null;
  };
  if (keysNow() === null) state.disabled(missing);

  async function* pages(q: HistoryQuery): ReturnType<NonNullable<NewsSource['history']>['pages']> {
    const keys = keysNow();
    if (keys === null) {
      yield failed('refused', `${id}: ${missing}`);
      return;
    }
    yield* service.pages({ keys, now: market.now(), signal: q.signal, handed: createHandedOver(), state }, q);
  }
  return {
    id,
    pollMs,
    leastMs,
    history: { key: `${service.historyKey}:${shortHash(service.question)}`, lagMs: service.lagMs, pages },
    async poll(now, signal) {
      const keys = keysNow();
      if (keys === null) return state.disabled(missing);
      const key = keys.join('\n');
      const resting = state.resting(key);
      if (resting !== null) return { ok: false, fault: resting };
      const answer = await service.latest({ keys, now, signal, handed, state });
      if (signal.aborted) return failed('cancelled', 'the poll was cancelled');
      if (!answer.ok) return state.failed(answer.fault, now, key);
      const fresh = handed.take(answer.value, market.now());
      return state.succeeded(fresh.length > 0 ? 'ok' : 'unchanged', fresh, now, note);
    },
    health: () => state.health(),
  };
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
