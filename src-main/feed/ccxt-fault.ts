/** What ccxt, ws and fetch throw, as a Fault a person can read and a backoff can act on. Never throws. */
import { type Fault, fault, faultOf, messageOf } from '../../src-shared/fault.ts';

const MAX_DETAIL = 300;

/** ccxt's error classes by name (errors.ts of ccxt); their messages quote whole answers, so they are cut. */
export function ccxtFault(error: unknown, label: string): Fault {
  const known = faultOf(error);
  if (known !== null) return known;
  const detail = `${label}: ${tidy(messageOf(error))}`;
  const status = /Unexpected server response: (\d+)/.exec(detail)?.[1];
  if (status !== undefined) return upgradeRefused(Number(status), label);
  return byName(error instanceof Error ? error.constructor.name : '', detail);
}

function byName(name: string, detail: string): Fault {
  switch (name) {
    case 'RequestTimeout':
      return fault('timeout', detail);
    case 'DDoSProtection':
    case 'RateLimitExceeded':
      return fault('rate_limited', detail);
    case 'ExchangeNotAvailable':
    case 'OnMaintenance':
      return fault('unavailable', detail);
    case 'NetworkError':
      return fault('network', detail);
    case 'BadSymbol':
      return fault('not_found', detail);
    case 'NotSupported':
    case 'AuthenticationError':
    case 'PermissionDenied':
      return fault('refused', detail);
    default:
      // What is left is an answer nobody could parse: the venue may give a better one later.
      return fault('corrupt', detail, { retryable: true });
  }
}

function upgradeRefused(status: number, label: string): Fault {
  if (status === 429 || status === 418)
    return fault('rate_limited', `${label} answered ${status} to the WebSocket (too many requests)`);
  return fault('network', `${label} answered HTTP ${status} instead of a WebSocket: a captive portal or proxy?`);
}

function tidy(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > MAX_DETAIL ? `${line.slice(0, MAX_DETAIL)}…` : line;
}
