/**
 * Where the words of the window live: each room has a file here with `export const LIVE_TEXT = localised({ … })`, leaves are
 * strings or functions that compose one. English is complete. The pseudo-locale (`setLocale('pseudo')`, before the first
 * picture) accents every letter and brackets every text, so that a test sees what was written past this folder, and what is
 * cut off when words are a third longer.
 */
export type TextLocale = 'en' | 'pseudo';

/** Every text of a room; parameters are data (numbers, symbols, names). */
export interface Texts {
  readonly [name: string]: string | ((...values: never[]) => string) | Texts;
}

/** Chosen once, before the first picture; texts are looked up by constants, so there is no place to hand it on. */
const chosen: { locale: TextLocale } = { locale: 'en' };
export const setLocale = (next: TextLocale): void => void (chosen.locale = next);
export const currentLocale = (): TextLocale => chosen.locale;

/** The same texts with the same types, in whatever locale is set when one is read. */
export function localised<const T extends Texts>(texts: T): T {
  return new Proxy(texts, {
    get(target, name: string) {
      const text: unknown = Reflect.get(target, name);
      if (typeof text === 'string') return inLocale(text);
      if (typeof text === 'function')
        return (...values: unknown[]) => inLocale((text as (...v: unknown[]) => string)(...values));
      return typeof text === 'object' && text !== null ? localised(text as Texts) : text;
    },
  });
}

const inLocale = (text: string): string => (chosen.locale === 'pseudo' ? pseudo(text) : text);

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ACCENTED = 'åƀçđéƒğĥîĵķļɱñöþǫŕšŧûṽŵẋýžÅƁÇĐÉƑĞĤÎĴĶĻṀÑÖÞǪŔŠŦÛṼŴẊÝŽ';
const accents = new Map([...PLAIN].map((letter, at) => [letter, [...ACCENTED][at]]));

/** `⟦Šåṽéđ~⟧`: accented, bracketed, and a third longer, as translations are. A text already in brackets is kept inside. */
export function pseudo(text: string): string {
  const accented = [...text].map((letter) => accents.get(letter) ?? letter).join('');
  return `⟦${accented}${'~'.repeat(Math.ceil(text.length / 3))}⟧`;
}
