/** With MANE_PROFILE set, where the time of a part of the window's bench goes: functions by their own time, and tasks by kind. */
import type { CDPSession } from 'playwright-core';

export const profiling = process.env.MANE_PROFILE !== undefined;
const SHOWN = 25;

export async function profiled<T>(
  cdp: CDPSession,
  name: string,
  print: (line: string) => void,
  run: () => Promise<T>,
): Promise<T> {
  if (!profiling) return run();
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.setSamplingInterval', { interval: 500 });
  await cdp.send('Performance.enable');
  const before = await tasks(cdp);
  await cdp.send('Profiler.start');
  const result = await run();
  const { profile } = await cdp.send('Profiler.stop');
  const after = await tasks(cdp);
  print(`profile of ${name}: ${[...after].map(([kind, at]) => `${kind} ${((at - (before.get(kind) ?? 0)) * 1000).toFixed(0)} ms`).join(', ')}`); // prettier-ignore
  const own = new Map<string, number>();
  const byId = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  profile.samples?.forEach((id, at) => {
    const frame = byId.get(id);
    const key = `${frame?.functionName || '(anonymous)'} ${frame?.lineNumber ?? ''}:${frame?.columnNumber ?? ''}`;
    own.set(key, (own.get(key) ?? 0) + (profile.timeDeltas?.[at] ?? 0) / 1000);
  });
  for (const [key, ms] of [...own].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)) print(`  ${ms.toFixed(0)} ms ${key}`);
  return result;
}

const KINDS = ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
async function tasks(cdp: CDPSession): Promise<Map<string, number>> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return new Map(metrics.filter(({ name }) => KINDS.includes(name)).map(({ name, value }) => [name, value]));
}
