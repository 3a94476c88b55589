/**
 * The embedder that the settings name, with the built-in one behind it. Nothing is loaded, fetched or asked here; the local model's
 * download, where the user has allowed it, begins at once and in the background.
 */
import { join } from 'node:path';
import { faultOf, messageOf } from '../../../src-shared/fault.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import type { Embedder } from '../../../src-shared/ports/embedder.ts';
import type { EmbedderSettings } from '../../../src-shared/settings.ts';
import { createHttp, type Http } from '../../base/http.ts';
import { dataFolder } from '../../base/paths.ts';
import { lexicalEmbedder } from '../embedder-lexical.ts';
import { createCachedEmbedder } from './cache.ts';
import { downloadModel } from './download.ts';
import { createEndpointEmbedder } from './endpoint.ts';
import { createFallbackEmbedder, type EmbedderSwitch } from './fallback.ts';
import { createLocalEmbedder } from './local.ts';
import { modelFiles } from './model-folder.ts';

export interface CreateEmbedderOptions {
  readonly settings: EmbedderSettings;
  /** A replay must give the same again, and neither it nor a simulated market may ask anyone: the built-in one. */
  readonly offline: boolean;
  readonly wall: TimeSource;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told once when the built-in embedder takes over. */
  readonly onFault: (detail: string) => void;
  /** Ends threads and downloads. */
  readonly signal: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** Replaces the guarded http of the download. */
  readonly http?: Pick<Http, 'get'>;
}

/** Unmeasured here: published pairs of paraphrases lie above, other headlines of one trade mostly below (docs/clustering.md). */
const SAME_STORY_OF_MODELS = 0.6;

export function createEmbedder(options: CreateEmbedderOptions): EmbedderSwitch {
  const { settings, wall, random, onFault, signal: closing } = options;
  const fallback = lexicalEmbedder;
  const stand = { wall, random, onFault, fallback, closing };
  if (options.offline) return createFallbackEmbedder({ ...stand, chosen: lexicalEmbedder });
  if (settings.kind === 'endpoint')
    return createFallbackEmbedder({ ...stand, chosen: createCachedEmbedder(endpointOf(options)) });
  if (settings.kind === 'local') return createFallbackEmbedder({ ...stand, ...localOf(options) });
  const chosen = { ...lexicalEmbedder, sameStory: settings.sameStory ?? lexicalEmbedder.sameStory };
  return createFallbackEmbedder({ ...stand, chosen });
}

function endpointOf({ settings, wall, random, env = process.env }: CreateEmbedderOptions): Embedder {
  const { baseUrl, model, sameStory } = settings;
  const apiKey = env.MANE_EMBEDDINGS_KEY || env.MANE_OPENAI_KEY || null;
  return createEndpointEmbedder({
    baseUrl,
    model,
    apiKey,
    sameStory: sameStory ?? SAME_STORY_OF_MODELS,
    wall,
    random,
  });
}

/** The folder of the settings, or the one in the data folder. */
export const modelFolderOf = ({ folder }: EmbedderSettings, env: NodeJS.ProcessEnv = process.env): string =>
  folder === '' ? join(dataFolder(env), 'models', 'all-MiniLM-L6-v2') : folder;

function localOf(options: CreateEmbedderOptions): { chosen: Embedder; pending: () => string | null } {
  const { settings, wall, signal, env = process.env } = options;
  const folder = modelFolderOf(settings, env);
  const sameStory = settings.sameStory ?? SAME_STORY_OF_MODELS;
  const local = createLocalEmbedder({ folder, sameStory, wall });
  const end = (): void => void local.close();
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  const pending = settings.allowDownload && !isComplete(folder) ? fetchInBackground(folder, options) : () => null;
  return { chosen: createCachedEmbedder(local), pending };
}

function isComplete(folder: string): boolean {
  try {
    return modelFiles(folder).folder === folder;
  } catch (error) {
    if (faultOf(error) === null) throw error;
    return false;
  }
}

/** What the download is at, or null when it has ended; a failed one leaves the folder incomplete, which embedding then says. */
function fetchInBackground(
  folder: string,
  { wall, signal, onFault, http }: CreateEmbedderOptions,
): () => string | null {
  let bytes = 0;
  let ended = false;
  const own = http === undefined ? createHttp({ wall, who: 'embedder' }) : null;
  const run = async (): Promise<void> => {
    try {
      await downloadModel({ folder, signal, http: http ?? own!, onProgress: (now) => (bytes = now) });
    } catch (error) {
      if (faultOf(error) === null) throw error;
      if (!signal.aborted) onFault(`embedder local: the model could not be fetched: ${messageOf(error)}`);
    } finally {
      ended = true;
      await own?.close();
    }
  };
  void run();
  return () => (ended ? null : `the model is being fetched: ${(bytes / 1e6).toFixed(1)} of 23.7 MB`);
}
