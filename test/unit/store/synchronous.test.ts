/** How far a commit goes: durable by default, never synced in a store that is thrown away after use. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packJournal } from '../../../src-main/store/packed-journal.ts';
import { openCore } from '../../../src-main/store/sqlite-core.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import { anomaly, candle, temporaryFolder, type TemporaryFolder } from '../../conformance/store-samples.ts';

const [OFF, NORMAL, FULL] = [0, 1, 2];
const KEEP_ALL = { pricesDays: 30, candlesDays: 365, newsDays: 90, maxBytes: 1e12, maxPriceRows: 1e9 };
let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => {
  vi.restoreAllMocks();
  here.remove();
});

/** The level in force after each kind of write, one of each and then the first again. */
function levels(transient: boolean | undefined): unknown[] {
  const { db, writer, ...core } = openCore({ path: here.db, transient });
  const level = () => db!.pragma('synchronous', { simple: true });
  const seen: unknown[] = [];
  const after = (write: () => unknown) => {
    write();
    seen.push(level());
  };
  after(() => writer!.raise(anomaly(1), null));
  after(() => writer!.journal(packJournal([], [candle(1)])));
  after(() => writer!.saveState('a', 1));
  after(() => [...writer!.retain(KEEP_ALL, 0)]);
  after(() => writer!.saveState('a', 2));
  core.close();
  return seen;
}

describe('synchronous', () => {
  it('is FULL for what must be durable and NORMAL for journal and retention', () => {
    expect(levels(undefined)).toEqual([FULL, NORMAL, FULL, NORMAL, FULL]);
  });

  it('is OFF for every write of a transient store', () => {
    expect(levels(true)).toEqual([OFF, OFF, OFF, OFF, OFF]);
  });

  it('is handed on by openStore', async () => {
    const pragma = vi.spyOn(Database.prototype, 'pragma');
    for (const transient of [true, false]) {
      const store = await openStore({ path: here.db, inThread: false, transient });
      pragma.mockClear();
      await store.writer.saveState('a', 1);
      expect(pragma.mock.calls.map(([text]) => text).filter((text) => text.startsWith('synchronous'))).toEqual([
        transient ? 'synchronous = OFF' : 'synchronous = FULL',
      ]);
      expect(await store.reader.state('a')).toBe(1);
      await store.close();
    }
  });
});
