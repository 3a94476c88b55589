/** The texts' locale: English as written, the pseudo-locale longer and without one plain letter. */
import { afterEach, describe, expect, it } from 'vitest';
import { localised, pseudo, setLocale } from '../../../src-shared/text/localised.ts';

const TEXT = localised({
  saved: 'Saved',
  reports: (count: number) => `${count} reports`,
  nested: { title: 'No candles yet' },
});

describe('localised texts', () => {
  afterEach(() => setLocale('en'));

  it('are English as written', () => {
    expect([TEXT.saved, TEXT.reports(3), TEXT.nested.title]).toEqual(['Saved', '3 reports', 'No candles yet']);
  });
  it('follow the locale set when they are read', () => {
    setLocale('pseudo');
    for (const text of [TEXT.saved, TEXT.reports(3), TEXT.nested.title]) expect(text).toMatch(/^⟦[^A-Za-z]+⟧$/);
    expect(TEXT.reports(3)).toContain('3');
  });
  it('grow by a third', () => {
    expect([...pseudo('Settings')].length).toBe(8 + 3 + 2);
  });
});
