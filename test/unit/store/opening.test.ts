/** Files that cannot be the store: one clear line each, and nothing of them is changed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultError, faultOf, type Fault } from '../../../src-shared/fault.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import { openCore, type StoreCore } from '../../../src-main/store/sqlite-core.ts';
import { openStore } from '../../../src-main/store/store-client.ts';
import {
  alertOf,
  anomaly,
  articleOf,
  candle,
  investigationOf,
  narrativeOf,
  newsItem,
  temporaryFolder,
  type TemporaryFolder,
  VENUE,
} from '../../conformance/store-samples.ts';
import { packJournal } from '../../../src-main/store/packed-journal.ts';

let here: TemporaryFolder;
beforeEach(() => {
  here = temporaryFolder();
});
afterEach(() => here.remove());

async function refusal(path: string, inThread: boolean): Promise<Fault> {
  try {
    const store = await openStore({ path, inThread });
    await store.close();
  } catch (error) {
    const value = faultOf(error);
    if (value) return value;
    throw error;
  }
  throw new Error(`${path} was opened`);
}

describe.each([false, true])('opening, in its own thread: %s', (inThread) => {
  it('refuses a folder', async () => {
    mkdirSync(join(here.folder, 'x.db'));
    expect(await refusal(join(here.folder, 'x.db'), inThread)).toMatchObject({
      kind: 'storage',
      detail: expect.stringMatching(/x\.db: it is a folder, expected a file$/) as string,
    });
  });

  it('refuses a path that cannot be written', async () => {
    writeFileSync(join(here.folder, 'file'), '');
    const { kind, detail } = await refusal(join(here.folder, 'file', 'mane.db'), inThread);
    expect([kind, detail]).toEqual([
      'storage',
      expect.stringMatching(/^cannot open the database .*file\/mane\.db: .*/) as string,
    ]);
    expect(detail).not.toContain('\n');
  });

  it('refuses a file that is no database and leaves it as it is', async () => {
    const path = join(here.folder, 'notes.txt');
    writeFileSync(path, 'These are notes, and they are longer than a header of a hundred bytes. '.repeat(4));
    const before = readFileSync(path);
    expect(await refusal(path, inThread)).toMatchObject({
      kind: 'storage',
      detail: expect.stringMatching(/notes\.txt: it is not a database$/) as string,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses the database of another program', async () => {
    const db = new Database(here.db);
    db.exec('CREATE TABLE theirs (x)');
    db.close();
    const before = readFileSync(here.db);
    expect((await refusal(here.db, inThread)).detail).toMatch(/database of another program/);
    expect(readFileSync(here.db).equals(before)).toBe(true);
  });
});

describe('reading only', () => {
  it('needs a file, writes nothing and says so', async () => {
    await expect(openStore({ path: join(here.folder, 'none.db'), inThread: false, readOnly: true })).rejects.toThrow(
      /no database at .*none\.db: run `mane init-db`/,
    );
    const writing = await openStore({ path: here.db, inThread: false });
    await writing.writer.raise(anomaly(1), null);
    const reading = await openStore({ path: here.db, inThread: false, readOnly: true });
    expect(await reading.reader.anomalies({ limit: 5 })).toHaveLength(1);
    await expect(reading.writer.raise(anomaly(2), null)).rejects.toThrow(/open for reading only/);
    await expect(reading.writer.journal({ prices: [], candles: [candle(0)] })).rejects.toThrow(/open for reading only/);
    expect(reading.writer.health().state).toBe('read_only');
    await reading.close();
    await writing.close();
  });
});

/** Everything a damaged file may be asked. A fault is an answer; anything else thrown is a crash. */
function exercise(core: StoreCore): void {
  const ask = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      expect(error.fault.detail).not.toBe('');
    }
  };
  const one = anomaly(3);
  ask(() => core.reader.anomalies({ limit: 50 }));
  ask(() => core.reader.anomaly(anomaly(1).id));
  ask(() => core.reader.unfinished(0));
  ask(() => core.reader.search({ text: 'withdrawals', limit: 10 }));
  ask(() => core.reader.search({ text: 'wi', limit: 10 }));
  ask(() => core.reader.candles({ symbol: 'BTC-USD', venue: VENUE, from: 0, to: 8e12 }));
  ask(() => core.reader.metrics(5));
  ask(() => core.reader.lastEventTime(VENUE));
  ask(() => core.writer?.raise(one, alertOf(one)));
  ask(() => core.writer?.journal(packJournal([], [candle(500)])));
  ask(() => [
    ...(core.writer?.retain(
      { pricesDays: 1, candlesDays: 7, newsDays: 1, maxBytes: 5e7, maxPriceRows: 10_000 },
      8e12,
    ) ?? []),
  ]);
  ask(() => core.close());
}

describe('damaged files', () => {
  it('are refused or answered with faults, never with a crash', () => {
    const seed = 'mutations-1';
    const random = seededRandom(seed);
    const whole = wholeFile();
    let refused = 0;
    for (let round = 0; round < 120; round++) {
      const bytes = Buffer.from(whole);
      for (let hit = random.int(1, 40); hit > 0; hit--) bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
      if (random.next() < 0.2) bytes.fill(0, random.int(0, bytes.length - 1), bytes.length);
      if (random.next() < 0.2) bytes[random.int(0, 99)] = random.int(0, 255);
      const length = random.next() < 0.2 ? random.int(1, bytes.length) : bytes.length;
      const path = join(here.folder, `m${round}.db`);
      writeFileSync(path, bytes.subarray(0, length));
      try {
        exercise(openCore({ path }));
      } catch (error) {
        if (!(error instanceof FaultError)) throw new Error(`seed ${seed}, round ${round}`, { cause: error });
        expect(error.fault.detail).toContain(path);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(5);
  });

  function wholeFile(): Buffer {
    const core = openCore({ path: here.db });
    for (let minute = 0; minute < 20; minute++) {
      const one = anomaly(minute);
      core.writer!.raise(one, alertOf(one));
      core.writer!.saveInvestigation(investigationOf(one, [articleOf(one, newsItem(`n${minute}`))]));
      core.writer!.saveNarrative(narrativeOf(one), [], 'accepted');
    }
    core.writer!.journal(
      packJournal(
        [],
        Array.from({ length: 500 }, (_, minute) => candle(minute)),
      ),
    );
    core.close();
    return readFileSync(here.db);
  }
});
