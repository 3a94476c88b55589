/** One text stays one text under what copyists change, and becomes another with one word, number or "not" that is changed. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUrl } from '../../src-main/news/canonical-url.ts';
import { duplicateGroups, isSameTelling } from '../../src-main/news/duplicates.ts';
import { titleForm } from '../../src-main/news/title-form.ts';
import { check } from './check.ts';

const LABELLED = JSON.parse(
  readFileSync(new URL('../fixtures/news/labelled-headlines.json', import.meta.url), 'utf8'),
) as { title: string }[] | { headlines: { title: string }[] };
const TITLES = (Array.isArray(LABELLED) ? LABELLED : LABELLED.headlines).map(({ title }) => title);
/** Those with enough words that a change of one can be told. */
const LONG = TITLES.filter((title) => titleForm(title).telling.length >= 4);
const title = fc.constantFrom(...LONG);

const DECORATIONS: ((text: string) => string)[] = [
  (text) => text,
  (text) => `BREAKING: ${text}`,
  (text) => `Just in: ${text}`,
  (text) => `${text} - Reuters`,
  (text) => `${text} | CoinDesk`,
  (text) => `${text} – Bloomberg`,
  (text) => `${text} (Updated)`,
  (text) => `  ${text.replaceAll(' ', '  ')}  `,
  (text) => text.replaceAll("'", '’'),
  (text) => text.replaceAll('’', "'"),
  (text) => `${text.replace(/[.!]+$/, '')}.`,
  (text) => text.toLowerCase(),
];
const decoration = fc.constantFrom(...DECORATIONS);

describe('titles', () => {
  it('has headlines to try', () => expect(LONG.length).toBeGreaterThan(150));
  it('are one text under what copyists change', () => {
    check(
      fc.tuple(title, decoration, decoration),
      ([text, one, two]) => {
        expect(isSameTelling(one(text), two(text)), `${one(text)} = ${two(text)}`).toBe(true);
      },
      500,
    );
  });
  it('are another text with another number', () => {
    const numbered = LONG.filter((text) => /\d/.test(text));
    check(
      fc.tuple(fc.constantFrom(...numbered), fc.integer({ min: 1, max: 8 })),
      ([text, by]) => {
        const changed = text.replace(/\d/, (digit) => String((Number(digit) + by) % 10));
        // 0.5 and .5, or 05 and 5 inside one number, may mean the same: those the form tells.
        if (titleForm(changed).telling.join() === titleForm(text).telling.join()) return;
        expect(isSameTelling(text, changed)).toBe(false);
      },
      500,
    );
  });
  it('are another text with a word or a "not" more, or a name exchanged', () => {
    check(
      fc.tuple(title, fc.constantFrom('not', 'denies', 'Zanzibar', 'never', '17%')),
      ([text, word]) => {
        expect(isSameTelling(text, `${text} ${word}`)).toBe(false);
        expect(isSameTelling(text, `${word} ${text}`)).toBe(false);
        expect(isSameTelling(`${text} Alpha`, `${text} Beta`)).toBe(false);
      },
      300,
    );
  });
  it('of two different headlines are never one', () => {
    check(
      fc.tuple(title, title, decoration),
      ([a, b, change]) => {
        if (a.toLowerCase() === b.toLowerCase()) return;
        expect(isSameTelling(change(a), b), `${a} ≠ ${b}`).toBe(false);
      },
      1_000,
    );
  });
  it('are compared the same both ways, whatever they hold', () => {
    check(
      fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
      ([a, b]) => {
        expect(isSameTelling(a, b)).toBe(isSameTelling(b, a));
        expect(isSameTelling(a, a)).toBe(titleForm(a).telling.length > 0);
      },
      500,
    );
  });
  it('group the same in any order, each group named by its first', () => {
    const item = fc.record({ title: fc.constantFrom(...LONG.slice(0, 6)), change: decoration });
    check(fc.tuple(fc.array(item, { maxLength: 20 }), fc.infiniteStream(fc.nat())), ([items, keys]) => {
      const list = items.map(({ title: text, change }) => ({ title: change(text), url: null, text }));
      const groups = duplicateGroups(list);
      groups.forEach((first, index) => {
        expect(first).toBeLessThanOrEqual(index);
        expect(groups[first]).toBe(first);
        expect(list[first]?.text).toBe(list[index]?.text);
      });
      const order = list.map((one) => ({ one, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
      const shuffled = order.map(({ one }) => one);
      expect(new Set(duplicateGroups(shuffled)).size).toBe(new Set(groups).size);
    });
  });
});

describe('addresses', () => {
  const part = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const page = fc.record({
    host: part.filter((label) => !/^(www\d?|m|amp|mobile|touch|wap)$/.test(label)),
    path: fc.array(part, { minLength: 1, maxLength: 4 }),
    id: fc.nat(9999),
  });
  const forms: ((host: string, path: string, id: number) => string)[] = [
    (host, path, id) => `http://${host}.org/${path}?id=${id}`,
    (host, path, id) => `https://www.${host}.org/${path}/?id=${id}#comments`,
    (host, path, id) => `https://m.${host}.org/${path}/amp?id=${id}&utm_campaign=z`,
    (host, path, id) => `https://${host.toUpperCase()}.org:443//${path}?fbclid=q&id=${id}&ref=home`,
    (host, path, id) => `https://www.google.com/amp/s/amp.${host}.org/${path}?id=${id}`,
    (host, path, id) => `https://${host}.org/${path}/index.html?utm_source=a&id=${id}`,
  ];
  it('of one page are one, and those of two pages two', () => {
    check(
      fc.tuple(page, page, fc.constantFrom(...forms), fc.constantFrom(...forms)),
      ([a, b, one, two]) => {
        const path = (of: typeof a) => of.path.filter((piece) => piece !== 'amp').join('/');
        if (path(a) === '' || path(b) === '') return;
        expect(canonicalUrl(one(a.host, path(a), a.id))).toBe(canonicalUrl(two(a.host, path(a), a.id)));
        if (`${a.host} ${path(a)} ${a.id}` === `${b.host} ${path(b)} ${b.id}`) return;
        expect(canonicalUrl(one(a.host, path(a), a.id))).not.toBe(canonicalUrl(two(b.host, path(b), b.id)));
      },
      500,
    );
  });
});
