/** `mane doctor`: whether the embedder of the settings answers, tried on one word. Fetches no model. */
import { throwFault } from '../../src-shared/fault.ts';
import type { EmbedderSettings } from '../../src-shared/settings.ts';
import { wallTime } from '../base/clock.ts';
import { seededRandom } from '../base/random.ts';
import { tryEmbedder } from '../flow/embedder-try.ts';

export async function checkEmbedder(settings: EmbedderSettings, signal: AbortSignal): Promise<string> {
  const random = (): number => seededRandom('doctor').next();
  const { ok, detail } = await tryEmbedder({ settings, wall: wallTime, random, signal });
  return ok ? detail : throwFault('unavailable', detail);
}
