/** Levels with a margin; prices are thinned while the disk is full, and it ends by itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDiskGuard, levelOf } from '../../../src-main/flow/disk-guard.ts';

const bounds = { lowBytes: 2000, fullBytes: 300 };

describe('the level of the disk', () => {
  it('is left only with a margin', () => {
    expect(levelOf(5000, bounds, 'ok')).toBe('ok');
    expect(levelOf(1999, bounds, 'ok')).toBe('low');
    expect(levelOf(2100, bounds, 'low')).toBe('low');
    expect(levelOf(2200, bounds, 'low')).toBe('ok');
    expect(levelOf(299, bounds, 'low')).toBe('full');
    expect(levelOf(320, bounds, 'full')).toBe('full');
    expect(levelOf(331, bounds, 'full')).toBe('low');
    expect(levelOf(9000, bounds, 'full')).toBe('ok');
    expect(levelOf(null, bounds, 'full')).toBe('ok');
  });

  it('never worsens as the room grows, and does not flicker within the margin', () => {
    const rank = { ok: 0, low: 1, full: 2 };
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), fc.constantFrom('ok', 'low', 'full'), (free, more, before) => {
        const level = levelOf(free, bounds, before);
        expect(rank[levelOf(free + more, bounds, before)]).toBeLessThanOrEqual(rank[level]);
        expect(levelOf(free, bounds, level)).toBe(level);
      }),
    );
  });
});

describe('the guard', () => {
  it('halves the prices while the disk is full, stops at few, and says each turn once', async () => {
    let free: number | null = 10_000;
    let rows = 100_000;
    const said: string[] = [];
    const guard = createDiskGuard({
      freeBytes: () => free,
      settings: () => bounds,
      priceRows: async () => rows,
      thin: async (most) => {
        const gone = Math.max(0, rows - most);
        rows -= gone;
        return gone;
      },
      onFault: (detail) => said.push(detail),
    });
    await guard.step();
    expect([said, rows]).toEqual([[], 100_000]);
    free = 1500;
    await guard.step();
    await guard.step();
    expect(said).toEqual(['little room on the disk (0 MB free)']);
    expect(rows).toBe(100_000);
    free = 200;
    for (let n = 0; n < 6; n++) await guard.step();
    expect(rows).toBe(10_000);
    expect(guard.state()).toEqual({ level: 'full', freeBytes: 200 });
    expect(said.filter((line) => line.includes('backups wait'))).toHaveLength(1);
    free = 10_000;
    await guard.step();
    expect(guard.state().level).toBe('ok');
    expect(said.at(-1)).toMatch(/there is room on the disk again/);
  });
});
