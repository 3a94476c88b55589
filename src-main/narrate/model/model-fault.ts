/**
 * From what the client library throws to one problem and a line with what to do. The endpoint's own words are passed on only
 * for a refused request, shortened and never with anything of the key; the library's error, which could hold more, is not kept.
 */
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { faultOf, messageOf } from '../../../src-shared/fault.ts';
import { oneLine } from '../../../src-shared/quotation.ts';
import { retryAfterMs } from '../../base/http.ts';
import type { Endpoint } from './endpoint.ts';
import { cancelledError, ModelError } from './model-error.ts';

export type Named = Pick<Endpoint, 'label' | 'model' | 'baseUrl' | 'key'>;

/** Why a call ended without an answer; an error that is none of these is a bug and comes back as it is. `now` is wall time. */
export function modelErrorOf(error: unknown, endpoint: Named, now: number): Error {
  const { label } = endpoint;
  if (error instanceof ModelError) return error;
  if (error instanceof APIUserAbortError) return cancelledError();
  if (error instanceof APIConnectionTimeoutError) return new ModelError('timeout', `${label} did not answer in time`);
  if (error instanceof APIConnectionError) return connectionError(error, endpoint);
  if (error instanceof APIError) return statusError(error as APIError, endpoint, now);
  const inner = faultOf(deepest(error));
  if (inner !== null) return new ModelError('bad_answer', `${label}: ${inner.detail}`);
  if (error instanceof SyntaxError) return new ModelError('bad_answer', `${label}: its answer is not JSON`);
  if (isBrokenBody(error)) return new ModelError('unreachable', `${label}: the connection broke within its answer`);
  return error instanceof Error ? error : new Error(messageOf(error));
}

/** What fetch throws when a connection ends within a body. */
const isBrokenBody = (error: unknown): boolean =>
  error instanceof TypeError && /terminated|fetch failed|network|other side closed/i.test(error.message);

function deepest(error: unknown): unknown {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner;
}

/** Nothing can have been sent after these. */
const NEVER_LEFT = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

function connectionError(error: APIConnectionError, { label, baseUrl }: Named): ModelError {
  const inner = deepest(error) as NodeJS.ErrnoException;
  const code = typeof inner.code === 'string' && /^[A-Z_]+$/.test(inner.code) ? inner.code : null;
  const why = code === null ? '' : ` (${code})`;
  const detail = /redirect/i.test(inner.message)
    ? `${label}: a redirect is refused; give the address it leads to`
    : `${label} cannot be reached at ${new URL(baseUrl).origin}${why}: is it running, is there a connection?`;
  return new ModelError('unreachable', detail, { charged: code === null || !NEVER_LEFT.test(code) });
}

function statusError(error: APIError, endpoint: Named, now: number): ModelError {
  const { label, model, baseUrl } = endpoint;
  const status = Number(error.status);
  const wait = { retryAfterMs: retryAfterMs(error.headers?.get('retry-after') ?? undefined, now) ?? undefined };
  if (status === 401 || status === 403)
    return new ModelError('wrong_key', `${label} refused the key (${status}): check it, and that it may use ${model}`);
  if (status === 402 || isQuota(error))
    return new ModelError(
      'quota',
      `${label}: the account’s quota or balance is used up: top it up or choose another endpoint`,
    );
  if (status === 429) return new ModelError('rate_limited', `${label} asks us to slow down (429)`, wait);
  if (status === 408 || status === 409 || status >= 500)
    return new ModelError('unavailable', `${label} answered ${status}: it may work again later`, wait);
  if (namesModel(error))
    return new ModelError('no_such_model', `${label} has no model ${model}: choose another as model.model`);
  if (status === 404)
    return new ModelError(
      'wrong_address',
      `${label} has no chat completions at ${baseUrl}: does the address need /v1 at its end?`,
    );
  return new ModelError('bad_request', `${label} refused the request (${status})${said(error, endpoint)}`);
}

const isQuota = ({ status, code, type }: APIError): boolean =>
  status === 429 &&
  [code, type].some((word) => typeof word === 'string' && /insufficient_quota|billing|credit/i.test(word));

const NO_MODEL = /\bmodel\b.{0,80}(?:not found|not exist|unknown)|\b(?:unknown|invalid|no such) model\b/i;
const namesModel = ({ status, code, message }: APIError): boolean =>
  code === 'model_not_found' || ((status === 404 || status === 400) && NO_MODEL.test(message));

/** The endpoint's words, when they can be shown: one short line, nothing of the key. */
function said({ message }: APIError, { key }: Named): string {
  const plain = oneLine(message).replace(/^\d{3} /, '');
  if (plain === '' || (key !== null && partsOf(key).some((part) => plain.includes(part)))) return '';
  return `: ${plain.replace(/\b(?:sk|key|Bearer)[-_ ][\w-]{6,}/gi, '…').slice(0, 160)}`;
}

/** Every run of six characters. */
const partsOf = (key: string): string[] =>
  key.length <= 6 ? [key] : Array.from({ length: key.length - 5 }, (_, i) => key.slice(i, i + 6));
