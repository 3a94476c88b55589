import { describe, expect, it } from 'vitest';
import { plainText, TITLE_LENGTH } from '../../../src-main/news/sanitise.ts';
import { HOSTILE_HEADLINES } from '../../corpora/headlines-hostile.ts';

describe('plainText', () => {
  it.each(HOSTILE_HEADLINES)('%j → %j', (raw, plain) => expect(plainText(raw)).toBe(plain));
  it('cuts at a word with an ellipsis and counts code points', () => {
    const cut = plainText('word '.repeat(200), TITLE_LENGTH);
    expect(cut).toMatch(/word…$/);
    expect([...cut].length).toBeLessThanOrEqual(TITLE_LENGTH);
    expect([...plainText('😀'.repeat(400), 10)]).toHaveLength(10);
  });
  it('stays quick on long hostile text', () => {
    for (const piece of ['<', '[', '[](', '**', '__', '&lt;', '<a ', '\u001b[', '<!--', '![', '`', '](']) {
      expect(plainText(piece.repeat(20_000)).length).toBeLessThanOrEqual(1000);
    }
  });
});
