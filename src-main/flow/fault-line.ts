/** The newest expected failures, for Health: what happened, when, and how often it is still happening. */
import type { FaultKind } from '../../src-shared/fault.ts';
import type { Health } from '../../src-shared/health.ts';

const KEEP = 50;

export interface FaultLine {
  add(detail: string, kind?: FaultKind): void;
  list(): Health['faults'];
}

export function createFaultLine(now: () => number): FaultLine {
  const lines: Health['faults'] = [];
  return {
    add(detail, kind = 'unavailable') {
      const last = lines.at(-1);
      if (last?.detail === detail) {
        last.time = now();
        return;
      }
      lines.push({ time: now(), kind, detail });
      if (lines.length > KEEP) lines.shift();
    },
    list: () => [...lines],
  };
}
