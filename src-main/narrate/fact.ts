/** Facts before they are numbered, and the words in which numbers stand in facts and sentences alike. */
import { clockUtc } from '../../src-shared/format.ts';
import type { EvidenceFact } from '../../src-shared/narrative.ts';
import type { EpochMs } from '../../src-shared/market.ts';

export type Fact = Omit<EvidenceFact, 'id'>;

export const fact = (
  kind: Fact['kind'],
  time: EpochMs,
  text: string,
  value: number | null = null,
  unit: string | null = null,
): Fact => ({ kind, text, time, value, unit, news: null });

/** `4.2`, `0.37`: the digits of a percentage, without its sign. */
export const percentDigits = (value: number): string => Math.abs(value).toFixed(Math.abs(value) < 1 ? 2 : 1);
/** True when the number would be shown as zero. */
export const isFlat = (value: number): boolean => Number(percentDigits(value)) === 0;
/** `rose 4.2 %`, `fell 0.37 %`, `hardly changed`. */
export const movedText = (value: number): string =>
  isFlat(value) ? 'hardly changed' : `${value < 0 ? 'fell' : 'rose'} ${percentDigits(value)} %`;

/** `12`, `3.4`: how many times the usual. */
export const timesDigits = (times: number): string => (times >= 10 ? times.toFixed(0) : times.toFixed(1));

export const utc = (time: EpochMs): string => `${clockUtc(time)} UTC`;

/** The moment a minute's close was known: a time in its last millisecond is the next minute's start. */
export const settled = (time: EpochMs): EpochMs => Math.floor((time + 1) / 1000) * 1000;
