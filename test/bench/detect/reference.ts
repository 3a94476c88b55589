/**
 * What another detector alerted on each tape, given as CSV files named like the tapes: time (open of the minute, epoch seconds),
 * type, z, pct (move in percent), confidence, detector, window. Alerts a day and largest moves caught: all of them, the confident
 * ones, and those with the largest moves that make one a day, picked in hindsight.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AFTER } from './inject.ts';
import { APART, largestMoves } from './measure.ts';
import { SCORED_FROM, scoredDays, type Tape } from './tape.ts';

interface Given {
  readonly minute: number;
  readonly percent: number;
  readonly confidence: number;
}

export interface ReferenceRow {
  readonly name: string;
  alerts: number;
  days: number;
  moves: Record<number, { events: number; caught: number }>;
}

const CONFIDENT = 0.8;

function readAlerts(folder: string, tape: Tape): Given[] | null {
  const file = join(folder, `${tape.name}.csv`);
  if (!existsSync(file)) return null;
  const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const names = head.split(',');
  const [time, pct, confidence] = ['time', 'pct', 'confidence'].map((name) => names.indexOf(name));
  return rows
    .map((row) => row.split(','))
    .map((cells) => ({
      minute: Number(cells[time]) / 60 - tape.first,
      percent: Math.abs(Number(cells[pct])),
      confidence: Number(cells[confidence]),
    }))
    .filter(({ minute }) => minute >= SCORED_FROM);
}

/** The alerts with the largest moves, as many as days, an hour apart. */
function largest(alerts: readonly Given[], days: number): Given[] {
  const chosen: Given[] = [];
  for (const alert of [...alerts].sort((a, b) => b.percent - a.percent)) {
    if (chosen.length >= Math.round(days)) break;
    if (chosen.every(({ minute }) => Math.abs(minute - alert.minute) >= APART)) chosen.push(alert);
  }
  return chosen;
}

const SELECTIONS: Readonly<Record<string, (alerts: Given[], days: number) => Given[]>> = {
  'as shipped': (alerts) => alerts,
  'confidence ≥ 0.8': (alerts) => alerts.filter(({ confidence }) => confidence >= CONFIDENT),
  'largest moves, 1 a day': largest,
};

export function referenceRows(folder: string, tapes: readonly Tape[]): ReferenceRow[] {
  return Object.entries(SELECTIONS).map(([name, select]) => {
    const moves = { 15: { events: 0, caught: 0 }, 60: { events: 0, caught: 0 } };
    const row: ReferenceRow = { name: `reference, ${name}`, alerts: 0, days: 0, moves };
    for (const tape of tapes) {
      const alerts = readAlerts(folder, tape);
      if (alerts) addTape(row, tape, select(alerts, scoredDays(tape)));
    }
    return row;
  });
}

function addTape(row: ReferenceRow, tape: Tape, alerts: readonly Given[]): void {
  row.alerts += alerts.length;
  row.days += scoredDays(tape);
  for (const window of [15, 60]) {
    for (const last of largestMoves(tape, window)) {
      row.moves[window].events += 1;
      const hit = alerts.some(({ minute }) => minute > last - window && minute <= last + AFTER);
      row.moves[window].caught += hit ? 1 : 0;
    }
  }
}
