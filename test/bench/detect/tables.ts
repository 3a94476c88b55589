/** Plain-text tables of the detection bench. */
import { recallOf, type Caught } from './measure.ts';

export const GOALS: Readonly<Record<string, number>> = {
  'jump 2%': 98,
  'back 2%': 98,
  'ramp15 4%': 97,
  'ramp60 4%': 65,
  'top 15 min': 65,
  'top 60 min': 62,
};
const COMPARED = ['jump 1%', 'jump 4%', 'ramp5 2%', 'ramp15 2%', 'ramp60 3%'];
export const COLUMNS_OF_RECALL: readonly string[] = [...Object.keys(GOALS), ...COMPARED];

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, k) => Math.max(cell.length, ...rows.map((row) => row[k]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ');
  console.log(line(head));
  for (const row of rows) console.log(line(row));
}

const percent = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(1));

export function recallRow(name: string, caught: ReadonlyMap<string, Caught>): string[] {
  return [name, ...COLUMNS_OF_RECALL.map((kind) => percent(caught.has(kind) ? recallOf(caught.get(kind)!) : NaN))];
}

export function goalRow(): string[] {
  return ['goal at 1 a day', ...COLUMNS_OF_RECALL.map((kind) => (GOALS[kind] ? `≥${GOALS[kind]}` : '–'))];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[sorted.length >> 1];
}

export function delayRow(name: string, caught: ReadonlyMap<string, Caught>): string[] {
  const of = (kind: string) => caught.get(kind)?.delays ?? [];
  return [name, ...COLUMNS_OF_RECALL.map((kind) => (of(kind).length > 0 ? String(median(of(kind))) : '–'))];
}
