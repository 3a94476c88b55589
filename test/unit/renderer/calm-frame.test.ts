import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCalmFrame } from '../../../src-renderer/client/calm-frame.ts';

describe('frames for what comes by itself', () => {
  afterEach(() => vi.useRealTimers());

  it('come at once, a rest later after a key, and are never put off twice', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance', 'requestAnimationFrame'] });
    const target = new EventTarget();
    const schedule = createCalmFrame(target);
    const ran: string[] = [];
    schedule(() => ran.push('free'));
    vi.advanceTimersByTime(17);
    expect(ran).toEqual(['free']);

    target.dispatchEvent(new Event('keydown'));
    schedule(() => ran.push('held'));
    vi.advanceTimersByTime(100);
    expect(ran).toEqual(['free']);
    target.dispatchEvent(new Event('keydown'));
    vi.advanceTimersByTime(40);
    expect(ran).toEqual(['free', 'held']);

    vi.advanceTimersByTime(200);
    schedule(() => ran.push('free again'));
    vi.advanceTimersByTime(17);
    expect(ran.at(-1)).toBe('free again');
  });
});
