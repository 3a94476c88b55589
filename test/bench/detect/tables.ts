/** Plain-text tables of the detection bench. */
import { SIGMA_KINDS } from './event-kinds.ts';
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

export interface Columns {
  /** Before the tapes in a title: empty, or `events in σ, `. */
  readonly what: string;
  readonly kinds: readonly string[];
  readonly goals: boolean;
}

export const COLUMNS: Readonly<Record<'percent' | 'sigma', Columns>> = {
  percent: { what: '', kinds: [...Object.keys(GOALS), ...COMPARED], goals: true },
  sigma: { what: 'events in σ, ', kinds: SIGMA_KINDS.map(({ name }) => name), goals: false },
};

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, k) => Math.max(cell.length, ...rows.map((row) => row[k]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ');
  console.log(line(head));
  for (const row of rows) console.log(line(row));
}

export const percentText = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(1));
const recallOrNone = (caught: ReadonlyMap<string, Caught>, kind: string) =>
  caught.has(kind) ? recallOf(caught.get(kind)!) : NaN;

export function recallRow(name: string, caught: ReadonlyMap<string, Caught>, { kinds }: Columns): string[] {
  return [name, ...kinds.map((kind) => percentText(recallOrNone(caught, kind)))];
}

export function goalRow({ kinds }: Columns): string[] {
  return ['goal at 1 a day', ...kinds.map((kind) => (GOALS[kind] ? `≥${GOALS[kind]}` : '–'))];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[sorted.length >> 1];
}

export const medianText = (values: readonly number[]): string => (values.length > 0 ? String(median(values)) : '–');

export function delayRow(name: string, caught: ReadonlyMap<string, Caught>, { kinds }: Columns): string[] {
  return [name, ...kinds.map((kind) => medianText(caught.get(kind)?.delays ?? []))];
}

/** detector → alerts a day → kind → events, recall (%) and median delay (minutes). */
export function plainRecalls(of: ReadonlyMap<string, ReadonlyMap<number, ReadonlyMap<string, Caught>>>): unknown {
  const figures = (caught: Caught) => ({
    events: caught.events,
    recall: recallOf(caught),
    delay: caught.delays.length > 0 ? median(caught.delays) : null,
  });
  const object = <K extends PropertyKey, V, R>(map: ReadonlyMap<K, V>, show: (value: V) => R) =>
    Object.fromEntries([...map].map(([key, value]) => [key, show(value)] as const));
  return object(of, (rates) => object(rates, (kinds) => object(kinds, figures)));
}
