/**
 * Asking a news service for JSON and naming what came instead. Only 401 and 403 mean that the key is wrong; 404 and 410 that
 * the page is gone; HTML is most often a sign-in page between us and the service. Of an answer only a short code is quoted,
 * never its text or the address: both may repeat the key. https://www.rfc-editor.org/rfc/rfc9110#section-15.5
 */
import { fault, type Result } from '../../src-shared/fault.ts';
import type { HttpGetOptions, HttpResponse } from '../base/http.ts';
import type { Http } from '../base/http.ts';
import type { Asked, Trouble } from './source-state.ts';

export interface JsonAnswer {
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the user does about a refused key. */
export interface Asker {
  readonly id: string;
  readonly keyNames: readonly string[];
}

const MAX_BYTES = 5_000_000;
const MAX_DEPTH = 64;

export async function askJson(
  asker: Asker,
  http: Pick<Http, 'get'>,
  url: string,
  options: Pick<HttpGetOptions, 'headers' | 'signal'>,
): Promise<Asked<JsonAnswer>> {
  const headers = { accept: 'application/json', ...options.headers };
  // No redirects: the address or a header carries the key, and a service's API has no reason to send us elsewhere.
  return jsonOf(asker, await http.get(url, { ...options, headers, maxBytes: MAX_BYTES, maxRedirects: 0 }));
}

/** A whole answer of any kind to JSON or to what is wrong with it. */
export function jsonOf(asker: Asker, answer: Result<HttpResponse>): Asked<JsonAnswer> {
  if (!answer.ok) return { ok: false, fault: { ...answer.fault, detail: `${asker.id}: ${answer.fault.detail}` } };
  const { status, headers, body } = answer.value;
  const text = new TextDecoder().decode(body);
  const value = parsed(text);
  if (status < 200 || status > 299) return { ok: false, fault: statusTrouble(asker, status, codeOf(value)) };
  if (value === undefined) return { ok: false, fault: fault('corrupt', `${asker.id}: ${instead(text)}`) };
  return { ok: true, value: { value, headers } };
}

function statusTrouble({ id, keyNames }: Asker, status: number, code: string): Trouble {
  if (status === 401 || status === 403) {
    const detail = `${id}: the key was refused (${status}${code}); check ${keyNames.join(' and ')}, asked again in 6 h or when it changes`;
    return { ...fault('refused', detail), wrongKey: true };
  }
  if (status === 404 || status === 410)
    return fault('not_found', `${id}: nothing there (${status}${code}), asked again in 6 h`);
  return fault('refused', `${id}: answered ${status}${code}`);
}

/** ", rateLimited" of `{"code": "rateLimited"}`; nothing for what could be anything else than a word. */
function codeOf(value: unknown): string {
  const { code, error } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const word = [code, error].find((part) => typeof part === 'string' && /^[a-z_]{1,30}$/i.test(part));
  return typeof word === 'string' ? `, ${word}` : '';
}

function parsed(text: string): unknown {
  try {
    return depthOf(text) > MAX_DEPTH ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined; // said by `instead`
  }
}

/** Nesting of brackets, those in strings included: an upper bound that needs no parser. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of text.matchAll(/[[\]{}]/g)) {
    depth += char[0] === '[' || char[0] === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function instead(text: string): string {
  const start = text.trimStart().slice(0, 200);
  if (start === '') return 'expected JSON, got an empty answer';
  if (start.startsWith('<')) return 'expected JSON, got an HTML page (a sign-in page of the network?)';
  return 'expected JSON, got something that cannot be read as JSON';
}
