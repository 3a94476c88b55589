/** Text from outside cannot end its block, whatever it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataBlock } from '../../../src-main/base/data-block.ts';
import { seed } from '../../property/check.ts';

describe('a data block', () => {
  it('holds anything, one line each, and is read back whole', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('>>>', '<<<X-', 'X-00000000>>>', '\n', '\u2028', '```', '</x>'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(piece).map((parts) => parts.join(''))), (texts) => {
        const { text, mark } = dataBlock('X', texts);
        const lines = text.split('\n');
        expect(lines[0]).toBe(`<<<${mark}`);
        expect(lines.at(-1)).toBe(`${mark}>>>`);
        expect(lines.slice(1, -1).map((line) => JSON.parse(line) as string)).toEqual(texts);
        expect(text.split(mark)).toHaveLength(3);
        expect(lines.slice(1, -1).join('')).not.toMatch(/[<>`\u2028\u2029]/);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('has another mark when its text names the one it would have', () => {
    const first = dataBlock('X', ['a']).mark;
    const second = dataBlock('X', ['a', first]);
    expect(second.mark).not.toBe(first);
    expect(dataBlock('X', ['a']).text).toBe(dataBlock('X', ['a']).text);
  });
});
