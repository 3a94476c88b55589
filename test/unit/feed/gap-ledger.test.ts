import { describe, expect, it } from 'vitest';
import { createGapLedger } from '../../../src-main/feed/gap-ledger.ts';
import { MINUTE_MS } from '../../../src-shared/market.ts';

const M = Date.UTC(2026, 2, 2, 13, 0);
const at = (minutes: number, ms = 0): number => M + minutes * MINUTE_MS + ms;
const FAR = at(1_000_000);

describe('an interrupted connection', () => {
  it('is a gap from the last sure moment to the first new one, told at the loss and at the end', () => {
    const ledger = createGapLedger({ contiguousIds: false });
    expect(ledger.lost('A-B', at(1, 5), at(1, 9), 'disconnect')).toEqual({
      kind: 'gap',
      symbol: 'A-B',
      from: at(1, 5),
      to: at(1, 9),
      reason: 'disconnect',
      missingTrades: null,
    });
    expect(ledger.isOpen('A-B')).toBe(true);
    expect(ledger.resumed('A-B', at(3, 1))).toMatchObject({ from: at(1, 5), to: at(3, 1), reason: 'disconnect' });
    expect(ledger.resumed('A-B', at(4))).toBeNull();
    expect(ledger.isOpen('A-B')).toBe(false);
  });

  it('that breaks again before it streamed stays one gap from the first loss', () => {
    const ledger = createGapLedger({ contiguousIds: false });
    ledger.lost('A-B', at(1), at(1, 1), 'disconnect');
    expect(ledger.lost('A-B', at(2), at(2, 1), 'silence')).toMatchObject({
      from: at(1),
      to: at(2, 1),
      reason: 'disconnect',
    });
  });

  it('is due only when its last touched minute has closed and settled, as whole minutes', () => {
    const ledger = createGapLedger({ contiguousIds: false });
    ledger.lost('A-B', at(1, 59_999), at(2), 'disconnect');
    expect(ledger.due(FAR, 0)).toEqual([]);
    ledger.resumed('A-B', at(3, 1));
    expect(ledger.due(at(4, 4_999), 5_000)).toEqual([]);
    expect(ledger.due(at(4, 5_000), 5_000)).toEqual([{ symbol: 'A-B', from: at(1), to: at(4), mustHave: [] }]);
  });

  it('that ends on a full minute does not touch that minute', () => {
    const ledger = createGapLedger({ contiguousIds: false });
    ledger.lost('A-B', at(1), at(1, 1), 'disconnect');
    ledger.resumed('A-B', at(3));
    expect(ledger.due(FAR, 0)).toMatchObject([{ from: at(1), to: at(3) }]);
  });
});

describe('windows', () => {
  it('that overlap or touch are repaired together, others apart', () => {
    const ledger = createGapLedger({ contiguousIds: false });
    ledger.hole('A-B', at(1, 1), at(2, 1), 'overflow');
    ledger.hole('A-B', at(3, 1), at(3, 2), 'overflow');
    ledger.hole('A-B', at(9), at(9, 1), 'overflow');
    ledger.hole('C-D', at(1), at(1, 1), 'overflow');
    expect(ledger.due(FAR, 0).map((w) => [w.symbol, w.from, w.to])).toEqual([['A-B', at(1), at(4)], ['A-B', at(9), at(10)], ['C-D', at(1), at(2)]]); // prettier-ignore
    expect(ledger.counts()).toEqual({ open: 3, repaired: 0 });
  });

  it('that grew while they were being repaired stay due', () => {
    const ledger = createGapLedger({ contiguousIds: false });
    ledger.hole('A-B', at(1), at(1, 1), 'overflow');
    const [window] = ledger.due(FAR, 0);
    ledger.hole('A-B', at(2), at(2, 1), 'overflow');
    ledger.repaired(window);
    expect(ledger.due(FAR, 0)).toMatchObject([{ from: at(1), to: at(3) }]);
    ledger.repaired(ledger.due(FAR, 0)[0]);
    expect(ledger.counts()).toEqual({ open: 0, repaired: 1 });
  });

  it('name the minutes beside the gap in which a trade was received', () => {
    const ledger = createGapLedger({ contiguousIds: false });
    ledger.seen('A-B', null, at(1, 10));
    ledger.lost('A-B', at(1, 10), at(1, 20), 'disconnect');
    ledger.resumed('A-B', at(4, 30));
    ledger.seen('A-B', null, at(4, 30));
    expect(ledger.due(FAR, 0)).toEqual([{ symbol: 'A-B', from: at(1), to: at(5), mustHave: [at(1), at(4)] }]);
  });
});

describe('contiguous trade ids', () => {
  const seen = (ledger: ReturnType<typeof createGapLedger>, ids: number[]) =>
    ids.map((id, i) => ledger.seen('A-B', String(id), at(0, i * 100)));

  it('show a hole with its count, once', () => {
    const ledger = createGapLedger({ contiguousIds: true });
    const gaps = seen(ledger, [10, 11, 15, 16]);
    expect(gaps).toEqual([
      null,
      null,
      { kind: 'gap', symbol: 'A-B', from: at(0, 100), to: at(0, 200), reason: 'trade_ids', missingTrades: 3 },
      null,
    ]);
    expect(ledger.due(FAR, 0)).toEqual([{ symbol: 'A-B', from: at(0), to: at(1), mustHave: [at(0)] }]);
  });

  it('are not asked for where ids are not contiguous', () => {
    expect(seen(createGapLedger({ contiguousIds: false }), [10, 20, 400])).toEqual([null, null, null]);
  });

  it('that come late or twice open nothing', () => {
    expect(seen(createGapLedger({ contiguousIds: true }), [10, 11, 12, 11, 12, 13])).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });

  it('count what a known gap cost instead of opening a second one', () => {
    const ledger = createGapLedger({ contiguousIds: true });
    seen(ledger, [10, 11]);
    ledger.lost('A-B', at(0, 100), at(0, 200), 'disconnect');
    expect(ledger.resumed('A-B', at(2), '20')).toMatchObject({ missingTrades: 8 });
    expect(ledger.seen('A-B', '20', at(2))).toBeNull();
    expect(ledger.seen('A-B', '21', at(2, 1))).toBeNull();
    expect(ledger.seen('A-B', '23', at(2, 2))).toMatchObject({ missingTrades: 1 });
  });

  it('open another gap where the first was closed on trust and the symbol did not stream yet', () => {
    const ledger = createGapLedger({ contiguousIds: true });
    ledger.seen('A-B', '10', at(1));
    ledger.lost('A-B', at(1), at(1, 1), 'disconnect');
    ledger.resumed('A-B', at(3, 500));
    expect(ledger.seen('A-B', '90', at(8, 700))).toMatchObject({ from: at(3, 500), to: at(8, 700), reason: 'trade_ids', missingTrades: null }); // prettier-ignore
    expect(ledger.due(FAR, 0)).toMatchObject([{ from: at(1), to: at(9) }]);
    expect(ledger.seen('A-B', '91', at(8, 800))).toBeNull();
    // Nothing is missing: it did stream, and nobody traded.
    ledger.lost('A-B', at(20), at(20, 1), 'disconnect');
    ledger.resumed('A-B', at(21));
    expect(ledger.seen('A-B', '92', at(40))).toBeNull();
  });

  it('that jump absurdly are a corrupt message, unless the next one follows', () => {
    const ledger = createGapLedger({ contiguousIds: true });
    expect(seen(ledger, [10, 9_000_000_000, 11, 12])).toEqual([null, null, null, null]);
    expect(seen(ledger, [500_000, 500_001, 500_003])).toMatchObject([null, null, { missingTrades: 1 }]);
  });

  it('that are no numbers teach nothing', () => {
    const ledger = createGapLedger({ contiguousIds: true });
    expect(['x', '-1', '1e309', '1.5', ''].map((id) => ledger.seen('A-B', id, at(0)))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
