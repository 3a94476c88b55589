/** The list of venues says what ccxt can do, no more: every venue of ccxt.pro that streams trades, and none that does not. */
import { describe, expect, it } from 'vitest';
import { listVenues, simulatedVenue, venueDefinition } from '../../src-main/feed/venues.ts';

describe('venues', () => {
  it('are those of ccxt.pro with watchTrades, Coinbase Exchange first', async () => {
    const { default: ccxt } = await import('ccxt');
    const pro = ccxt.pro as unknown as Record<string, new () => { has: Record<string, unknown> }>;
    const streaming = Object.keys(pro).filter(
      (id) => typeof pro[id] === 'function' && /^[a-z0-9]+$/.test(id) && new pro[id]().has?.watchTrades === true,
    );
    const ours = listVenues();
    expect(ours.map((venue) => venue.ccxtId).sort()).toEqual(streaming.sort());
    expect(ours[0].id).toBe('coinbaseexchange');
  });

  it('claim to be tried only where they were', () => {
    const tried = listVenues().filter((venue) => venue.tried !== 'untried');
    expect(tried.map((venue) => [venue.id, venue.tried])).toEqual([
      ['coinbaseexchange', 'simulated_and_captures'],
      ['binance', 'captures'],
    ]);
    expect(simulatedVenue({ rest: 'http://127.0.0.1:1', ws: 'ws://127.0.0.1:1' })).toMatchObject({
      id: 'simulated',
      ccxtId: 'coinbaseexchange',
      simulated: true,
      rateLimitMs: 5,
    });
  });

  it('are found by id, and a mistyped one is answered with a near one', () => {
    expect(venueDefinition('kraken')).toMatchObject({ ok: true, value: { tried: 'untried' } });
    expect(venueDefinition('krakn')).toEqual({
      ok: false,
      fault: { kind: 'not_found', retryable: false, detail: 'unknown venue "krakn", did you mean "kraken"?' },
    });
    expect(venueDefinition('zzzzzzzzzzzz')).toMatchObject({
      ok: false,
      fault: { detail: 'unknown venue "zzzzzzzzzzzz"' },
    });
  });
});
