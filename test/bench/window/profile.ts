/** With MANE_PROFILE set, where the time of a part of the window's bench goes: functions by their own time, and what the browser did besides. */
import type { CDPSession } from 'playwright-core';

export const profiling = process.env.MANE_PROFILE !== undefined;
const SHOWN = 20;

export async function profiled<T>(
  cdp: CDPSession,
  name: string,
  print: (line: string) => void,
  run: () => Promise<T>,
): Promise<T> {
  if (!profiling) return run();
  const trace = await tracing(cdp);
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: 500 });
  await cdp.send('Profiler.start');
  const result = await run();
  const { profile } = await cdp.send('Profiler.stop');
  const own = new Map<string, number>();
  const byId = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  profile.samples?.forEach((id, at) => {
    const frame = byId.get(id);
    add(
      own,
      `${frame?.functionName || '(anonymous)'} ${frame?.lineNumber ?? ''}`,
      (profile.timeDeltas?.[at] ?? 0) / 1000,
    );
  });
  print(`profile of ${name}, own time: ${largest(own)}`);
  print(`  CPU of the page's main thread by kind of work, nested: ${largest(await trace())}`);
  return result;
}

const add = (sums: Map<string, number>, key: string, ms: number): void => void sums.set(key, (sums.get(key) ?? 0) + ms);

const largest = (sums: ReadonlyMap<string, number>): string =>
  [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHOWN)
    .map(([key, ms]) => `${key} ${ms.toFixed(0)} ms`)
    .join(', ');

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Thread time of each kind of event of the renderer's main thread, from now until the returned function is called. */
async function tracing(cdp: CDPSession): Promise<() => Promise<Map<string, number>>> {
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) => void events.push(...(value as unknown as TraceEvent[])));
  await cdp.send('Tracing.start', {
    categories: 'devtools.timeline,toplevel,__metadata',
    transferMode: 'ReportEvents',
  });
  return async () => {
    const complete = new Promise<void>((resolve) => cdp.once('Tracing.tracingComplete', () => resolve()));
    await cdp.send('Tracing.end');
    await complete;
    const mains = new Set(
      events
        .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
        .map(({ tid }) => tid),
    );
    const sums = new Map<string, number>();
    for (const { name, ph, tid, tdur } of events) if (ph === 'X' && mains.has(tid)) add(sums, name, (tdur ?? 0) / 1000);
    return sums;
  };
}
