import { describe, expect, it } from 'vitest';
import { conditionsOf, filterOf, isNarrowed } from '../../../src-renderer/views/history/history-filter.ts';
import { fromMark, marksOf, piecesOf } from '../../../src-renderer/views/history/highlight.ts';
import { anchorOf, PAGE } from '../../../src-renderer/views/history/use-pages.ts';
import { AnomalyConditionsSchema } from '../../../src-shared/contract.ts';
import { stored } from './stored.ts';

const NOW = Date.UTC(2026, 2, 27, 14, 31);

describe('history filter', () => {
  it('takes only what it knows from the address', () => {
    const wrong = { type: 'x', verdict: 'nonsense', cause: 'y', days: '-3', from: '2026-13-99', conf: '7', wide: 'yes', sort: 'up' }; // prettier-ignore
    expect(filterOf(wrong)).toEqual(filterOf({}));
    expect(isNarrowed(filterOf({ sort: 'rarest' }))).toBe(false);
    expect(isNarrowed(filterOf({ mine: '1' }))).toBe(true);
  });

  it('asks the engine for each of them, in words of the contract', () => {
    const filter = filterOf({ symbol: 'BTC-USD', type: 'price_drop', verdict: 'accepted', cause: 'likely_cause', conf: '0.9', wide: '1', mine: '1', from: '2026-03-01', to: '2026-03-02' }); // prettier-ignore
    const asked = conditionsOf(filter, NOW, 'utc');
    expect(asked).toEqual({
      symbol: 'BTC-USD',
      type: 'price_drop',
      verdict: 'accepted',
      cause: 'likely_cause',
      minConfidence: 0.9,
      marketWide: true,
      mine: true,
      from: Date.UTC(2026, 2, 1),
      to: Date.UTC(2026, 2, 3) - 1,
    });
    expect(AnomalyConditionsSchema.parse(asked)).toEqual(asked);
    expect(conditionsOf(filterOf({ days: '7' }), NOW, 'utc')).toEqual({ from: NOW - 7 * 86_400_000 });
  });

  it('counts whole days of the reader’s zone, whatever the clocks do', () => {
    const { from, to } = conditionsOf(filterOf({ from: '2026-03-29', to: '2026-03-29' }), NOW, 'local');
    expect(from).toBe(new Date(2026, 2, 29).getTime());
    expect(to).toBe(new Date(2026, 2, 30).getTime() - 1);
  });
});

describe('highlight', () => {
  const marked = (text: string, query: string): string =>
    piecesOf(text, query).map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join(''); // prettier-ignore

  it('marks each occurrence of each word, whatever its case', () => {
    expect(marked('Bitcoin fell; BITCOIN rose', 'bitcoin rose')).toBe('[Bitcoin] fell; [BITCOIN] [rose]');
  });
  it('marks the longest run of a misspelt word', () => {
    expect(marked('a validator outage', 'validatr')).toBe('a [validat]or outage');
    expect(marked('nothing alike', 'zzzz')).toBe('nothing alike');
  });
  it('keeps every character, and no character in halves', () => {
    for (const [text, query] of [['😀😀 rally', '😀'], ['İstanbul İİ', 'istanbul'], ['ΣΊΣΥΦΟΣ', 'σίσυφος'], ['', 'x'], ['<b>', '<b>']]) // prettier-ignore
      expect(piecesOf(text, query).map((piece) => piece.text).join('')).toBe(text); // prettier-ignore
    expect(piecesOf('😀', '\ude00')).toEqual([{ text: '😀', marked: false }]);
  });
  it('begins a line at its first mark', () => {
    expect(fromMark('XRP rose 3.1 % in 15 minutes, followed by reports of a settlement', 'settlement', 14)).toBe('…reports of a settlement'); // prettier-ignore
    expect(fromMark('settlement at once', 'settlement', 14)).toBe('settlement at once');
    expect(fromMark(`${'x'.repeat(50)}mark`, 'mark', 14)).toBe('…mark');
  });
  it('is quick on what nobody types', () => {
    expect(marksOf('x'.repeat(4000), 'y'.repeat(400))).toEqual([]);
  });
});

describe('pages', () => {
  const { anomaly } = stored('SOL-USD');
  const whole = Array.from({ length: PAGE }, () => ({ anomaly, narrative: null, newsCount: 0, clusterCount: 0 }));

  it('begin behind the nearest whole page that is known', () => {
    expect(anchorOf(0, 'newest', () => undefined)).toEqual({ after: undefined, skip: 0 });
    expect(anchorOf(7, 'newest', () => undefined)).toEqual({ after: undefined, skip: 700 });
    const known = (page: number) => (page === 2 ? whole : undefined);
    const after = { value: null, detected_at: anomaly.detected_at, id: anomaly.id };
    expect(anchorOf(3, 'newest', known)).toEqual({ after, skip: 0 });
    expect(anchorOf(9, 'newest', known)).toEqual({ after, skip: 600 });
    expect(anchorOf(9, 'newest', (page) => (page === 2 ? whole.slice(1) : undefined)).skip).toBe(900);
  });
});
