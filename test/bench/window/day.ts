/**
 * A day of the market in the window, in minutes: 1,440 new minutes of every symbol, anomalies and narratives arriving, and after
 * each of its hours the heap after garbage collection and the nodes of the page. Hour by hour it waits until the window has caught
 * up, but never longer than a limit, so that it ends and says when the window fell behind.
 */
import type { CDPSession, Page } from 'playwright-core';
import { BENCH_START } from '../candles.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import { promise } from '../harness.ts';
import { untilShown } from './frames.ts';
import type { SendBatches } from './recorded-engine.ts';

const HOURS = 24;
/** The first hours fill what is bounded: the chart's bars, the lists, the engine's own warm-up. */
const WARM_UP_HOURS = 6;
const LONGEST_HOUR_MS = 20_000;

export interface DayOptions {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly send: (message: SendBatches) => void;
  readonly batches: number;
  /** Stored minutes before the day begins. */
  readonly minutes: number;
  readonly print: (line: string) => void;
}

/** Market ms of a batch, so that they make a day together. */
export const dayStepMs = (batches: number): number => DAY_MS / batches;

export async function simulatedDay({ page, cdp, send, batches, minutes, print }: DayOptions): Promise<void> {
  await untilShown(page, '[data-symbol]');
  await cdp.send('Performance.enable');
  const [heap, nodes]: [number[], number[]] = [[], []];
  let behind = 0;
  const began = performance.now();
  for (let hour = 1; hour <= HOURS; hour++) {
    send({ batches: Math.floor((batches * hour) / HOURS) - Math.floor((batches * (hour - 1)) / HOURS) });
    const until = BENCH_START + minutes * MINUTE_MS + hour * HOUR_MS - dayStepMs(batches);
    if (!(await caughtUp(page, until))) behind += 1;
    const now = await reading(cdp);
    heap.push(now.heapMb);
    nodes.push(now.nodes);
  }
  const took = ((performance.now() - began) / 1000).toFixed(0);
  print(`a day of ${batches} batches in ${took} s; hours in which the window fell behind: ${behind} of ${HOURS}`);
  const settled = heap.slice(WARM_UP_HOURS);
  print(`heap slope: ${promise(slopeOf(settled), '≤', 1, (mb) => `${mb.toFixed(2)} MB/h`)}, least squares over hours ${WARM_UP_HOURS + 1} to ${HOURS}`); // prettier-ignore
  print(`heap by the hour: ${heap.map((mb) => mb.toFixed(1)).join(' ')} MB`);
  const grown = (nodes.at(-1) ?? NaN) - (nodes[WARM_UP_HOURS] ?? NaN);
  print(`DOM nodes by the hour: ${nodes.join(' ')} (${grown >= 0 ? '+' : ''}${grown} since hour ${WARM_UP_HOURS + 1})`);
}

/** Whether the window shows the market time `until` within the limit; its clock goes on by itself, its rows do not. */
const caughtUp = (page: Page, until: number): Promise<boolean> =>
  page
    .waitForFunction(
      (time) => Number(document.querySelector<HTMLElement>('[data-newest]')?.dataset.newest ?? 0) >= time,
      until,
      { timeout: LONGEST_HOUR_MS, polling: 100 },
    )
    .then(
      () => true,
      () => false,
    );

async function reading(cdp: CDPSession): Promise<{ heapMb: number; nodes: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return { heapMb: value('JSHeapUsedSize') / 1e6, nodes: value('Nodes') };
}

/** Least squares, per step. */
export function slopeOf(values: readonly number[]): number {
  const mean = (values.length - 1) / 2;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, at) => sum + (at - mean) * (value - average), 0);
  return covariance / values.reduce((sum, _, at) => sum + (at - mean) ** 2, 0);
}
