/**
 * One rehearsal at a time for the Rules view: its progress, what would have alerted, and its summary; the one before stays for
 * comparison. Leaving the view cancels it.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Anomaly } from '../../../src-shared/anomaly.ts';
import type { RehearsalEvent, RehearsalOutcome, RehearsalSummary } from '../../../src-shared/rehearsal.ts';
import type { SettingsPatch } from '../../../src-shared/settings.ts';
import { useEngine } from '../../client/engine.tsx';
import { faultText } from '../../client/fault-text.ts';

export interface Rehearsed {
  readonly anomaly: Anomaly;
  readonly outcome: RehearsalOutcome;
  readonly reason: string;
}
export interface RehearsalResult {
  readonly summary: RehearsalSummary;
  readonly rows: readonly Rehearsed[];
  readonly notices: readonly string[];
}
export interface Rehearsal {
  readonly state: 'idle' | 'running' | 'failed';
  /** 0–1 while running. */
  readonly share: number;
  readonly fault: string | null;
  readonly result: RehearsalResult | null;
  /** The result of the run before. */
  readonly before: RehearsalSummary | null;
}

const IDLE: Rehearsal = { state: 'idle', share: 0, fault: null, result: null, before: null };

export function useRehearsal() {
  const { client } = useEngine();
  const [rehearsal, setRehearsal] = useState<Rehearsal>(IDLE);
  const running = useRef<AbortController | null>(null);
  const cancel = useCallback(() => running.current?.abort(), []);
  useEffect(() => cancel, [cancel]);

  const start = async (days: number, settings: SettingsPatch): Promise<void> => {
    cancel();
    const own = new AbortController();
    running.current = own;
    const change = (part: Partial<Rehearsal>): void => {
      if (running.current === own) setRehearsal((now) => ({ ...now, ...part }));
    };
    change({ state: 'running', share: 0, fault: null });
    try {
      const events = await client.rehearse({ days, settings }, { signal: own.signal });
      const result = await collect(events, (share) => change({ share }));
      if (running.current === own)
        setRehearsal((now) =>
          result === null
            ? { ...now, state: 'idle' }
            : { state: 'idle', share: 1, fault: null, result, before: now.result?.summary ?? null },
        );
    } catch (error) {
      change(own.signal.aborted ? { state: 'idle' } : { state: 'failed', fault: faultText(error) });
    }
  };
  return { rehearsal, start: (days: number, settings: SettingsPatch) => void start(days, settings), cancel };
}

/** Null when it ended without a summary: it was cancelled. */
export async function collect(
  events: AsyncIterable<RehearsalEvent>,
  onShare: (share: number) => void,
): Promise<RehearsalResult | null> {
  const rows: Rehearsed[] = [];
  const notices: string[] = [];
  let summary: RehearsalSummary | null = null;
  for await (const event of events) {
    if (event.kind === 'progress') onShare(event.total === 0 ? 0 : event.done / event.total);
    if (event.kind === 'notice') notices.push(event.detail);
    if (event.kind === 'anomaly') rows.push(event);
    if (event.kind === 'summary') summary = event;
  }
  return summary === null ? null : { summary, rows, notices };
}
