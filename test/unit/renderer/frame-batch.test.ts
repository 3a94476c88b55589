import { describe, expect, it } from 'vitest';
import { createFrameBatch } from '../../../src-renderer/client/frame-batch.ts';
import { createKeyedStore } from '../../../src-renderer/client/keyed-store.ts';

/** Frames that come when the test says so. */
function frames() {
  const waiting: (() => void)[] = [];
  return {
    schedule: (run: () => void) => void waiting.push(run),
    tick: () => waiting.splice(0).forEach((run) => run()),
    waiting,
  };
}

describe('frame batch', () => {
  it('hands over the newest value of each key, once a frame', () => {
    const { schedule, tick, waiting } = frames();
    const seen: [string, number][][] = [];
    const batch = createFrameBatch<string, number>((entries) => void seen.push([...entries]), schedule);
    for (let i = 0; i < 1000; i += 1) batch.put(i % 2 === 0 ? 'a' : 'b', i);
    expect(waiting).toHaveLength(1);
    expect(seen).toEqual([]);
    tick();
    expect(seen).toEqual([
      [
        ['a', 998],
        ['b', 999],
      ],
    ]);
    tick();
    expect(seen).toHaveLength(1);
  });

  it('stays bounded without frames and says that something was dropped', () => {
    const { schedule, tick } = frames();
    const seen: { keys: number[]; whole: boolean }[] = [];
    const batch = createFrameBatch<number, number>(
      (entries, whole) => void seen.push({ keys: [...entries.keys()], whole }),
      schedule,
      3,
    );
    for (let key = 0; key < 10; key += 1) batch.put(key, key);
    tick();
    batch.put(1, 1);
    tick();
    expect(seen).toEqual([
      { keys: [7, 8, 9], whole: false },
      { keys: [1], whole: true },
    ]);
  });
});

describe('keyed store', () => {
  it('tells only the listeners of rows that changed, and keeps the identity of its keys', () => {
    const { schedule, tick } = frames();
    const store = createKeyedStore<{ price: number }>(schedule);
    const told: string[] = [];
    store.replace(['BTC', 'ETH', 'SOL'].map((key) => [key, { price: 1 }] as const));
    for (const key of ['BTC', 'ETH', 'SOL']) store.subscribe(key, () => told.push(key));
    const keys = store.keys();
    store.put('ETH', { price: 2 });
    store.put('ETH', { price: 3 });
    const same = store.get('SOL')!;
    store.put('SOL', same);
    expect(told).toEqual([]);
    tick();
    expect(told).toEqual(['ETH']);
    expect(store.get('ETH')).toEqual({ price: 3 });
    expect(store.keys()).toBe(keys);
  });

  it('tells about a new key once and stops telling who left', () => {
    const { schedule, tick } = frames();
    const store = createKeyedStore<number>(schedule);
    let keyChanges = 0;
    let changes = 0;
    const stop = store.subscribe('a', () => (changes += 1));
    store.subscribeKeys(() => (keyChanges += 1));
    store.put('a', 1);
    tick();
    stop();
    store.put('a', 2);
    tick();
    expect({ keyChanges, changes, value: store.get('a') }).toEqual({ keyChanges: 1, changes: 1, value: 2 });
  });

  it('drops what a replacement does not name', () => {
    const store = createKeyedStore<number>((run) => run());
    store.put('a', 1);
    store.put('b', 2);
    let told = 0;
    store.subscribe('a', () => (told += 1));
    store.replace([['b', 2]]);
    expect(store.keys()).toEqual(['b']);
    expect(store.get('a')).toBeUndefined();
    expect(told).toBe(1);
  });
});
