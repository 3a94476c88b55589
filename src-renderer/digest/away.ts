/**
 * When the reader last looked at this market, and whether that is long enough ago to be told what happened meanwhile. Times are
 * market time; what is remembered lives with the window, not with the engine: another screen has its own.
 */
import { useEffect, useState } from 'react';
import { useEngine } from '../client/engine.tsx';

const REMEMBERED = 'mane.looked';
const NOTE_EVERY_MS = 10_000;
/** Shorter absences are read in the feed itself. */
export const AWAY_MS = 3_600_000;

export interface Absence {
  readonly from: number;
  readonly to: number;
}

/** Null when the reader was here within the last hour, or never before. */
export function absenceOf(looked: number | null, now: number): Absence | null {
  return looked === null || now - looked < AWAY_MS ? null : { from: looked, to: now };
}

export function readLooked(text: string | null): number | null {
  const time = Number(text ?? NaN);
  return Number.isFinite(time) && time > 0 ? time : null;
}

/** The last absence, until it is dismissed. A window that comes back after hours in the background counts as a return. */
export function useAbsence(): { absence: Absence | null; dismiss: () => void } {
  const { clock } = useEngine().store;
  const [absence, setAbsence] = useState<Absence | null>(null);
  useEffect(() => {
    const note = (): void => {
      const now = clock.now();
      if (now === null || document.visibilityState !== 'visible') return;
      const away = absenceOf(readLooked(localStorage.getItem(REMEMBERED)), now);
      if (away !== null) setAbsence((shown) => shown ?? away);
      localStorage.setItem(REMEMBERED, String(Math.floor(now)));
    };
    note();
    const off = clock.ticking.subscribe(note);
    const timer = setInterval(note, NOTE_EVERY_MS);
    document.addEventListener('visibilitychange', note);
    return () => {
      off();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', note);
    };
  }, [clock]);
  return { absence, dismiss: () => setAbsence(null) };
}
