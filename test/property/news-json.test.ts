import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetOfJsonError } from '../../src-main/news/json-error.ts';
import { check } from './check.ts';

describe('the place of a mistake in JSON', () => {
  it('agrees with V8 wherever V8 names the position, and finds none in JSON', () => {
    const damaged = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', ':', '}', ']', '{', '"', 'x', '0', '\\', ' '),
      fc.nat(2),
    );
    check(
      damaged,
      ([json, where, piece, cut]) => {
        const at = where % (json.length + 1);
        const text = json.slice(0, at) + piece + json.slice(at + cut);
        const position = positionByV8(text);
        if (position === 'valid') expect(offsetOfJsonError(text)).toBe(text.length);
        else if (position !== null) expect(offsetOfJsonError(text)).toBe(position);
      },
      3_000,
    );
  });
});

function positionByV8(text: string): number | 'valid' | null {
  try {
    JSON.parse(text);
    return 'valid';
  } catch (error) {
    const found = /at position (\d+)/.exec((error as Error).message)?.[1];
    return found === undefined ? null : Number(found);
  }
}
