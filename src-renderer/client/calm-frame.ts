/**
 * Frames for what comes by itself, ten times a second and for ever: while the reader has just pressed a key or the mouse, prices wait
 * a moment, so that what was asked for is drawn first. What waits is coalesced, not lost, and never waits longer than one rest.
 */
import { onFrame, type Schedule } from './frame-batch.ts';

const REST_MS = 120;
const INPUTS = ['keydown', 'pointerdown', 'click'] as const;

export function createCalmFrame(target: EventTarget, now: () => number = () => performance.now()): Schedule {
  let last = -Infinity;
  for (const kind of INPUTS) target.addEventListener(kind, () => (last = now()), { capture: true, passive: true });
  return (run) => {
    if (now() - last >= REST_MS) onFrame(run);
    else setTimeout(() => onFrame(run), REST_MS);
  };
}
