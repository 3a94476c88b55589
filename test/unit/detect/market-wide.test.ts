import { describe, expect, it } from 'vitest';
import { createMarketWide, HOLD_MS } from '../../../src-main/detect/market-wide.ts';
import { moving } from '../../../src-main/market/breadth.ts';
import { HOUR_MS } from '../../../src-shared/market.ts';

const T0 = 1_700_000_000_000;
const waiting = (symbol: string, lnLambda: number, until = T0 + HOLD_MS) => ({
  symbol,
  sign: -1,
  lnLambda,
  until,
  single: false,
  asked: 0,
});

describe('market-wide', () => {
  it('releases what has waited: the rarest first, then by symbol', () => {
    const market = createMarketWide();
    for (const one of [
      waiting('SOL-USD', -1),
      waiting('BTC-USD', 0),
      waiting('ADA-USD', -1),
      waiting('ETH-USD', -9, T0 + 9999),
    ])
      market.hold(one);
    expect(market.nextDue()).toBe(T0 + HOLD_MS);
    expect(market.due(T0 + HOLD_MS - 1)).toEqual([]);
    expect(market.due(T0 + HOLD_MS).map((w) => w.symbol)).toEqual(['ADA-USD', 'SOL-USD', 'BTC-USD']);
    expect(market.isHeld('ETH-USD')).toBe(true);
    market.drop('ETH-USD');
    expect(market.nextDue()).toBe(Infinity);
  });

  it('takes members of the same sign for an hour', () => {
    const market = createMarketWide();
    market.lead({ id: 'x', symbol: 'BTC-USD', sign: -1, since: T0 });
    expect(market.groupAt(T0 + HOUR_MS, -1)?.id).toBe('x');
    expect(market.groupAt(T0 + HOUR_MS + 1, -1)).toBeNull();
    expect(market.groupAt(T0, 1)).toBeNull();
  });

  it('survives a restart', () => {
    const market = createMarketWide();
    market.lead({ id: 'x', symbol: 'BTC-USD', sign: 1, since: T0 });
    market.hold(waiting('ADA-USD', -1));
    const other = createMarketWide();
    other.restore(JSON.parse(JSON.stringify(market.serialise())));
    expect(other.serialise()).toEqual(market.serialise());
    expect(other.nextDue()).toBe(T0 + HOLD_MS);
    expect(other.groupAt(T0, 1)?.id).toBe('x');
    other.restore(null);
    expect(other.nextDue()).toBe(Infinity);
  });
});

describe('breadth', () => {
  it('counts fresh members beyond half their level with the same sign', () => {
    const members = [
      { minute: 100, strength: -0.6 },
      { minute: 99, strength: -0.5 },
      { minute: 100, strength: -0.49 },
      { minute: 100, strength: 0.9 },
      { minute: 90, strength: -2 },
      { minute: 100, strength: NaN },
    ];
    expect(moving(members, 100, -1)).toBe(2);
    expect(moving(members, 100, 1)).toBe(1);
  });
});
