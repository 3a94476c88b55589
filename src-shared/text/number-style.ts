/**
 * How numbers are written: one style for everything that is formatted in a thread, en-US unless the window has set another. Only
 * the window sets it: what is stored, sent or printed is the same everywhere.
 */
const style = { locale: 'en-US' };
const formats = new Map<string, Intl.NumberFormat>();

export function setNumberLocale(locale: string): void {
  if (locale === style.locale) return;
  style.locale = locale;
  formats.clear();
}
export const numberLocale = (): string => style.locale;

/** `1,234.50` with 2 to 2 decimals. Negative numbers have the hyphen of the locale; signs of directions are the caller's. */
export function numberText(value: number, least = 0, most = least): string {
  const key = `${least}|${most}`;
  const known = formats.get(key);
  const format =
    known ??
    new Intl.NumberFormat(style.locale, { minimumFractionDigits: least, maximumFractionDigits: Math.max(least, most) });
  if (known === undefined) formats.set(key, format);
  return format.format(value);
}
