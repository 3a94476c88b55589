/**
 * Embeddings from an OpenAI-compatible endpoint (POST {baseUrl}/embeddings with `dimensions: 384`,
 * https://platform.openai.com/docs/api-reference/embeddings): batches, one deadline for each try, backoff that heeds Retry-After.
 * Headlines leave the machine: only when the user chose it. A key is never sent over plain http to another machine.
 */
import type OpenAI from 'openai';
import { fault, type Fault, FaultError, faultOf, messageOf, throwFault } from '../../../src-shared/fault.ts';
import type { TimeSource } from '../../../src-shared/ports/clock.ts';
import { type Embedder, EMBEDDING_DIMENSIONS } from '../../../src-shared/ports/embedder.ts';
import { createBackoff } from '../../base/backoff.ts';
import { retryAfterMs } from '../../base/http.ts';
import { cancelled, withDeadline } from './deadline.ts';
import { vectorsOf } from './endpoint-answer.ts';
import { cappedFetch } from './endpoint-fetch.ts';
import { embedReadable } from './text.ts';

export interface EndpointOptions {
  readonly baseUrl: string;
  readonly model: string;
  /** Null: none is sent (a server on this machine needs none). */
  readonly apiKey: string | null;
  readonly sameStory: number;
  readonly wall: TimeSource;
  /** Uniform in [0, 1), for the jitter of the backoff. */
  readonly random: () => number;
  /** ms of wall time for one try. */
  readonly timeoutMs?: number;
  readonly tries?: number;
  /** Texts in one request. */
  readonly batch?: number;
}

const MAX_ANSWER = 8_000_000;

export function createEndpointEmbedder(options: EndpointOptions): Embedder {
  const { baseUrl, model, sameStory, batch = 64 } = options;
  let client: Promise<OpenAI> | null = null;
  return {
    id: `endpoint:${model}`,
    sameStory,
    embed: (texts, signal) =>
      embedReadable(texts, async (readable) => {
        checkAddress(options);
        client ??= connect(baseUrl, options.apiKey);
        const vectors: Float32Array[] = [];
        for (let at = 0; at < readable.length; at += batch)
          vectors.push(...(await ask(await client, readable.slice(at, at + batch), options, signal)));
        return vectors;
      }),
  };
}

/** Everything is given, so that no OPENAI_… of the environment can redirect the client or add to its requests. */
async function connect(baseURL: string, apiKey: string | null): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  return new Client({
    baseURL,
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: cappedFetch(MAX_ANSWER),
    ...(apiKey === null ? { defaultHeaders: { authorization: null } } : {}),
  });
}

const NEAR = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/;

function checkAddress({ baseUrl, apiKey }: EndpointOptions): void {
  const url = URL.parse(baseUrl);
  if (url === null || !/^https?:$/.test(url.protocol))
    return throwFault('bad_input', 'embedder.baseUrl: no http address');
  if (apiKey !== null && url.protocol === 'http:' && !NEAR.test(url.hostname))
    throwFault('refused', `the key is not sent to ${url.host} over plain http; use https`);
}

async function ask(
  client: OpenAI,
  texts: readonly string[],
  options: EndpointOptions,
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const { wall, random, tries = 3, timeoutMs = 20_000 } = options;
  const backoff = createBackoff({ baseMs: 500, capMs: 10_000, random });
  for (;;) {
    try {
      return await withDeadline(wall, timeoutMs, signal, (within) => request(client, texts, options.model, within));
    } catch (error) {
      const told = faultOfCall(error, wall.now());
      if (told === null) throw error;
      const wait = backoff.next(told);
      if (!told.retryable || backoff.attempts >= tries || wait > timeoutMs)
        throw new FaultError(told, { cause: error });
      await wall.sleep(wait, signal).catch(cancelled);
    }
  }
}

async function request(client: OpenAI, texts: readonly string[], model: string, signal: AbortSignal) {
  const answer = await client.embeddings.create(
    { model, input: [...texts], dimensions: EMBEDDING_DIMENSIONS, encoding_format: 'float' },
    { signal },
  );
  return vectorsOf(answer, texts.length);
}

/** Null for a bug of ours. Details never carry the request's headers. */
function faultOfCall(error: unknown, now: number): Fault | null {
  const known = faultOf(error) ?? faultOf((error as Error | null)?.cause);
  if (known !== null) return known;
  const { status, headers } = error as { status?: unknown; headers?: Headers };
  if (typeof status === 'number') return faultOfStatus(status, headers?.get('retry-after') ?? undefined, now);
  if (error instanceof SyntaxError)
    return fault('corrupt', 'the embeddings endpoint answered with something that is no JSON');
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return null;
  const cause = error.cause === undefined ? '' : ` (${messageOf(error.cause)})`;
  return fault('network', `the embeddings endpoint cannot be reached: ${error.message}${cause}`);
}

function faultOfStatus(status: number, retryAfter: string | undefined, now: number): Fault {
  const wait = retryAfterMs(retryAfter, now);
  const extra = wait === null ? {} : { retryAfterMs: wait };
  const said = `the embeddings endpoint answered ${status}`;
  if (status === 429) return fault('rate_limited', said, extra);
  if (status >= 500 || status === 408 || status === 409) return fault('unavailable', said, extra);
  if (status === 401 || status === 403)
    return fault('refused', `${said}: it wants a valid key (MANE_EMBEDDINGS_KEY or MANE_OPENAI_KEY)`);
  return fault('refused', `${said}: check embedder.baseUrl and embedder.model`);
}
