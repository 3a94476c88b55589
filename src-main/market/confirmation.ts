/**
 * Whether another quote of the same asset (USD, USDT, USDC) saw the move too. A move that one of them makes alone is more likely
 * that venue's or that pair's own affair. It is evidence, and may delay or veto a notification; it never makes or unmakes an anomaly.
 * Moves are log returns over the same window; a peer counts only when it is fresh.
 */
import { baseOf } from '../../src-shared/market.ts';

const QUOTES = new Set(['USD', 'USDT', 'USDC']);
/** A peer that went at least this share of the way confirms. */
const CONFIRMING_SHARE = 0.5;
/** Minutes a peer's last price may be behind. */
export const FRESH_MINUTES = 2;

export interface Peer {
  readonly symbol: string;
  /** Minutes its last price is behind the move. */
  readonly age: number;
  /** Log return over the same window; NaN when unknown. */
  readonly move: number;
}

export interface Confirmation {
  /** The peer that went furthest with the move. */
  readonly symbol: string;
  /** Its move as a share of the asked one; negative when it went the other way. */
  readonly share: number;
  readonly confirmed: boolean;
}

/** Symbols with the same key are the same asset. `BTC-USD`, `BTC-USDT` → `BTC`; another quote is its own market. */
export function assetKeyOf(symbol: string): string {
  const quote = symbol.slice(symbol.lastIndexOf('-') + 1);
  return QUOTES.has(quote) ? baseOf(symbol) : symbol;
}

/** Null when no fresh peer can say anything. */
export function confirmationOf(move: number, peers: readonly Peer[]): Confirmation | null {
  let best: Confirmation | null = null;
  for (const peer of peers) {
    const share = peer.move / move;
    if (peer.age > FRESH_MINUTES || !Number.isFinite(share)) continue;
    if (best !== null && share <= best.share) continue;
    best = { symbol: peer.symbol, share, confirmed: share >= CONFIRMING_SHARE };
  }
  return best;
}
