/** Whether the embedder of some settings answers, tried on one word. Fetches no model and changes nothing. */
import { faultOf } from '../../src-shared/fault.ts';
import type { TimeSource } from '../../src-shared/ports/clock.ts';
import type { EmbedderSettings } from '../../src-shared/settings.ts';
import type { Try } from '../../src-shared/setup.ts';
import { createEmbedder } from '../news/embed/create-embedder.ts';

export interface EmbedderTryOptions {
  readonly settings: EmbedderSettings;
  readonly wall: TimeSource;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export async function tryEmbedder({ settings, wall, random, signal }: EmbedderTryOptions): Promise<Try> {
  const done = new AbortController();
  const embedder = createEmbedder({
    settings: { ...settings, allowDownload: false },
    offline: false,
    wall,
    random,
    onFault: () => undefined,
    signal: AbortSignal.any([signal, done.signal]),
  });
  const started = wall.now();
  try {
    const { by } = await embedder.embedTraced(['bitcoin'], signal);
    const ms = wall.now() - started;
    const { chosen, detail } = embedder.health();
    if (by === chosen) return { ok: true, detail: by === 'lexical' ? 'lexical (built in)' : by, ms };
    const later = settings.allowDownload && settings.kind === 'local' ? '; it is fetched when MANE runs' : '';
    return { ok: false, detail: `${chosen}: ${detail ?? 'does not answer'}; ${by} is used instead${later}`, ms: null };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { ok: false, detail: fault.detail, ms: null };
  } finally {
    done.abort();
  }
}
