/**
 * How values go into columns and come back: whole milliseconds, text without U+0000 and lone surrogates (PostgreSQL refuses
 * both), JSON as text, booleans as 0 or 1. JSON that cannot be read back is a `corrupt` fault.
 */
import { throwFault } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';

/** Market time may run at 60 times the wall's speed and carry fractions; columns hold whole milliseconds. */
export const wholeMs = (time: EpochMs): number => Math.floor(time);
export const wholeMsOrNull = (time: EpochMs | null): number | null => (time === null ? null : Math.floor(time));

export const cleanText = (text: string): string => text.replaceAll('\0', '').toWellFormed();
export const cleanTextOrNull = (text: string | null): string | null => (text === null ? null : cleanText(text));

/** A label cut to the seed's VARCHAR(n): a long publisher or model name must not cost the row. */
export const label = (text: string, most: number): string => Array.from(cleanText(text)).slice(0, most).join('');

// JSON.stringify escapes U+0000 and lone surrogates; an escaped backslash before them is text and stays.
const ESCAPES = /(\\\\)|\\u0000|\\ud[89a-f][0-9a-f]{2}/g;

export function toJson(value: unknown): string {
  const text = JSON.stringify(value ?? null) ?? 'null';
  return text.replace(
    ESCAPES,
    (match: string, backslashes?: string) => backslashes ?? (match === '\\u0000' ? '' : '\ufffd'),
  );
}

/** `what` names the table and column for whoever has to read the fault. */
export function fromJson<T>(text: string | null, what: string, absent: T): T {
  if (text === null) return absent;
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    return throwFault('corrupt', `${what} holds text that is not JSON: the database is damaged`, { cause: error });
  }
}

export const toBit = (value: boolean): number => (value ? 1 : 0);
export const toBitOrNull = (value: boolean | null): number | null => (value === null ? null : toBit(value));
export const fromBitOrNull = (value: number | null): boolean | null => (value === null ? null : value === 1);

/** A packed number: absent ones travel as NaN. */
export const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
