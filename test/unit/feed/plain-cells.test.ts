/** The quick way reads exactly what `Number` reads, or nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainCells } from '../../../src-main/feed/plain-cells.ts';

const cells = new Float64Array(7);
const read = (line: string): number[] => [...cells.slice(0, readPlainCells(line, cells))];

describe('plain cells', () => {
  it('are the numbers that Number gives, to the last bit', () => {
    const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));
    const decimal = fc.oneof(
      digits(15),
      fc.tuple(digits(8), digits(7)).map(([whole, rest]) => `${whole}.${rest}`),
      digits(7).map((whole) => `${whole}.`),
      digits(15).map((rest) => `.${rest}`),
    );
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1, maxLength: 7 }), (row) => {
        expect(read(row.join())).toEqual(row.map(Number));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['', 'nothing'],
    ['1,,2', 'an empty cell'],
    ['1,2,', 'an empty last cell'],
    ['1,-2', 'a sign'],
    ['1,2e3', 'an exponent'],
    ['1, 2', 'a blank'],
    ['2026-03-02T13:00:00Z,1', 'an ISO time'],
    ['1.2.3', 'two points'],
    ['1,.', 'a point alone'],
    ['1234567890123456', 'more digits than fit'],
    ['1,2,3,4,5,6,7,8', 'more cells than fit'],
    ['1,2\r', 'a line end'],
  ])('leave "%s" (%s) to the slow way', (line) => expect(read(line)).toEqual([]));
});
