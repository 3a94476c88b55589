/** `mane doctor`: whether the embedder of the settings answers, tried on one word. Fetches no model. */
import { throwFault } from '../../src-shared/fault.ts';
import type { EmbedderSettings } from '../../src-shared/settings.ts';
import { wallTime } from '../base/clock.ts';
import { seededRandom } from '../base/random.ts';
import { createEmbedder } from '../news/embed/create-embedder.ts';

export async function checkEmbedder(settings: EmbedderSettings, signal: AbortSignal): Promise<string> {
  const done = new AbortController();
  const embedder = createEmbedder({
    settings: { ...settings, allowDownload: false },
    offline: false,
    wall: wallTime,
    random: () => seededRandom('doctor').next(),
    onFault: () => undefined,
    signal: AbortSignal.any([signal, done.signal]),
  });
  try {
    const { by } = await embedder.embedTraced(['bitcoin'], signal);
    const { chosen, detail } = embedder.health();
    if (by === chosen) return by === 'lexical' ? 'lexical (built in)' : by;
    const later = settings.allowDownload && settings.kind === 'local' ? '; it is fetched when MANE runs' : '';
    return throwFault('unavailable', `${chosen}: ${detail ?? 'does not answer'}; ${by} is used instead${later}`);
  } finally {
    done.abort();
  }
}
