import { describe, expect, it } from 'vitest';
import { assetKeyOf, confirmationOf, FRESH_MINUTES } from '../../../src-main/market/confirmation.ts';

const peer = (symbol: string, move: number, age = 0) => ({ symbol, age, move });

describe('quotes of one asset', () => {
  it('are its USD, USDT and USDC pairs; any other quote is a market of its own', () => {
    expect(['BTC-USD', 'BTC-USDT', 'BTC-USDC'].map(assetKeyOf)).toEqual(['BTC', 'BTC', 'BTC']);
    expect(assetKeyOf('ETH-BTC')).toBe('ETH-BTC');
    expect(assetKeyOf('BTC-EUR')).toBe('BTC-EUR');
    expect(assetKeyOf('USDT-USD')).toBe('USDT');
    expect(assetKeyOf('ETH-USD')).not.toBe(assetKeyOf('BTC-USD'));
  });
});

describe('confirmation', () => {
  it('is given by a peer that went half the way or more', () => {
    for (const sign of [1, -1]) {
      expect(confirmationOf(0.02 * sign, [peer('BTC-USDT', 0.01 * sign)])?.confirmed).toBe(true);
      expect(confirmationOf(0.02 * sign, [peer('BTC-USDT', 0.0099 * sign)])?.confirmed).toBe(false);
      expect(confirmationOf(0.02 * sign, [peer('BTC-USDT', 0)])).toMatchObject({ confirmed: false });
    }
  });

  it('is refused by one that went the other way, with its share said', () => {
    const found = confirmationOf(0.02, [peer('BTC-USDT', -0.02)])!;
    expect(found).toMatchObject({ symbol: 'BTC-USDT', confirmed: false });
    expect(found.share).toBeCloseTo(-1, 12);
  });

  it('comes from the peer that went furthest with the move, in whatever order they are given', () => {
    const peers = [peer('A-USDT', 0.001), peer('A-USDC', 0.015), peer('A-USD', -0.5)];
    for (const order of [peers, peers.toReversed()])
      expect(confirmationOf(0.02, order)).toMatchObject({ symbol: 'A-USDC', confirmed: true });
  });

  it('asks only peers whose price is fresh and known', () => {
    expect(confirmationOf(0.02, [peer('A-USDT', 0.02, FRESH_MINUTES)])?.confirmed).toBe(true);
    expect(confirmationOf(0.02, [peer('A-USDT', 0.02, FRESH_MINUTES + 1)])).toBeNull();
    expect(confirmationOf(0.02, [peer('A-USDT', NaN), peer('A-USDC', 0.02, Infinity)])).toBeNull();
    expect(confirmationOf(0.02, [peer('A-USDT', NaN), peer('A-USDC', 0.001)])?.symbol).toBe('A-USDC');
    expect(confirmationOf(0.02, [])).toBeNull();
  });

  it('says nothing of no move', () => {
    expect(confirmationOf(0, [peer('A-USDT', 0.02)])).toBeNull();
    expect(confirmationOf(NaN, [peer('A-USDT', 0.02)])).toBeNull();
  });
});
