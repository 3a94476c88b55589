/**
 * The chosen embedder, with the built-in one in its place while it fails. All vectors of a call come from one of them, and the
 * call says from which; health says what is in use and why. After a failure the chosen one rests, longer each time; a model
 * that is only not ready yet is asked again at the next call.
 */
import { type Fault, faultOf } from '../../../src-shared/fault.ts';
import type { EmbedderHealth } from '../../../src-shared/health.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Embedded, Embedder, TracedEmbedder } from '../../../src-shared/ports/embedder.ts';
import { createBackoff } from '../../base/backoff.ts';

export interface FallbackOptions {
  readonly chosen: Embedder;
  readonly fallback: Embedder;
  readonly wall: TimeSource;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told once for each time that the fallback takes over. */
  readonly onFault: (detail: string) => void;
  /** Why the chosen one cannot be asked yet, or null. */
  readonly pending?: () => string | null;
  /** Aborts when the program closes: what is under way then ends with the built-in one. */
  readonly closing: AbortSignal;
}

export interface EmbedderSwitch extends TracedEmbedder {
  health(): EmbedderHealth;
}

const REST_MS = 60_000;
const LONGEST_REST_MS = 30 * 60_000;

export function createFallbackEmbedder(options: FallbackOptions): EmbedderSwitch {
  const { chosen, fallback, wall, random, onFault, closing, pending = () => null } = options;
  const rest = createBackoff({ baseMs: REST_MS, capMs: LONGEST_REST_MS, random });
  let failure: Fault | null = null;
  let askAgainAt = -Infinity;
  let used = false;

  const failed = (fault: Fault): void => {
    if (failure === null) onFault(`embedder ${chosen.id}: ${fault.detail}; ${fallback.id} is used instead`);
    failure = fault;
    askAgainAt = wall.now() + rest.next(fault);
  };
  const succeeded = (): void => {
    failure = null;
    used = true;
    rest.reset();
  };
  const embedTraced = async (texts: readonly string[], signal?: AbortSignal): Promise<Embedded> => {
    if (pending() === null && wall.now() >= askAgainAt && !closing.aborted) {
      try {
        const vectors = await chosen.embed(texts, signal ? AbortSignal.any([signal, closing]) : closing);
        succeeded();
        return madeBy(chosen, vectors);
      } catch (error) {
        const fault = faultOf(error);
        if (fault === null || signal?.aborted) throw error;
        if (!closing.aborted) failed(fault);
      }
    }
    return madeBy(fallback, await fallback.embed(texts, signal));
  };
  return {
    id: chosen.id,
    sameStory: chosen.sameStory,
    embedTraced,
    embed: async (texts, signal) => (await embedTraced(texts, signal)).vectors,
    health() {
      const waiting = pending();
      if (failure !== null) return { chosen: chosen.id, used: fallback.id, state: 'fallback', detail: failure.detail };
      if (waiting !== null) return { chosen: chosen.id, used: fallback.id, state: 'loading', detail: waiting };
      return { chosen: chosen.id, used: chosen.id, state: used ? 'ok' : 'idle', detail: null };
    },
  };
}

const madeBy = ({ id, sameStory }: Embedder, vectors: Float32Array[]): Embedded => ({ vectors, by: id, sameStory });

/** Embeds with whichever embedder it is; one that stands alone speaks for itself. */
export async function embedTraced(
  embedder: Embedder | TracedEmbedder,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<Embedded> {
  if ('embedTraced' in embedder) return embedder.embedTraced(texts, signal);
  return madeBy(embedder, await embedder.embed(texts, signal));
}
