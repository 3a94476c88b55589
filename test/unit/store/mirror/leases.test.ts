/** Leases and their fence on a real server: one holder at a time, refusal by token and by time, late writers ended, clean stops. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPassage } from '../../../../src-main/base/clock.ts';
import { createCollector, type Collector } from '../../../../src-main/store/mirror/collector.ts';
import type { Fence } from '../../../../src-main/store/mirror/fence.ts';
import { createFence } from '../../../../src-main/store/mirror/lease-fence.ts';
import { readAddress } from '../../../../src-main/store/postgres/address.ts';
import { connect, type Connection } from '../../../../src-main/store/postgres/connection.ts';
import { createLeases } from '../../../../src-main/store/postgres/leases.ts';
import { migratePostgres } from '../../../../src-main/store/postgres/migrate.ts';
import { describePostgres, type TestDatabase } from '../../../fixtures/postgres.ts';

const VENUE = 'simulated';
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD'];

interface Machine {
  readonly connection: Connection;
  readonly collector: Collector;
  readonly fence: Fence;
  /** Freezes or wakes its own clock. */
  passed: number;
}

describePostgres('leases', (server) => {
  let database: TestDatabase;
  let opened: Connection[];
  beforeEach(async () => {
    database = await server().createDatabase();
    opened = [];
    await migratePostgres(connectionTo());
  });
  afterEach(async () => {
    await Promise.all(opened.map((connection) => connection.close()));
    await database.drop();
  });

  function connectionTo(): Connection {
    const connection = connect(readAddress(database.url));
    opened.push(connection);
    return connection;
  }

  function machine(owner: string, symbols: readonly string[] = SYMBOLS, isReady = () => true): Machine {
    const connection = connectionTo();
    const leases = createLeases(connection, { owner, machine: `pc of ${owner}`, venue: VENUE });
    const one = { connection, passed: 0 };
    const collector = createCollector({
      leases,
      owner,
      machine: `pc of ${owner}`,
      venue: VENUE,
      symbols,
      isReady,
      passed: () => one.passed,
    });
    return Object.assign(one, { collector, fence: createFence(collector) });
  }

  const rounds = async (...machines: Machine[]): Promise<void> => {
    for (const { collector } of machines) await collector.round();
  };
  const heldBy = ({ fence }: Machine): string[] => SYMBOLS.filter((symbol) => fence.holds(VENUE, symbol));
  const key = (symbol: string) => ({ venue: VENUE, symbol });
  const expire = (owner: string) =>
    database.query(
      `WITH gone AS (UPDATE collectors SET expires_at = now() - INTERVAL '1 ms' WHERE owner = $1)
       UPDATE symbol_leases SET expires_at = now() - INTERVAL '1 ms' WHERE owner = $1`.replaceAll('$1', `'${owner}'`),
    );
  const expiry = async (symbol: string): Promise<number> => {
    const sql = 'SELECT extract(epoch FROM expires_at)::float8 AS at FROM symbol_leases WHERE symbol = $1';
    return (await database.query<{ at: number }>(sql, [symbol]))[0].at;
  };
  const write = ({ connection, fence }: Machine, symbol: string): Promise<void> =>
    connection.transaction(async (t) => {
      if ((await fence.check(t, [key(symbol)])).length > 0) throw new Error('lost');
    });

  it('are left to others by a run that is only starting, which does not know yet what is its own', async () => {
    const a = machine('a');
    let ready = false;
    const b = machine('b', SYMBOLS, () => ready);
    await rounds(a);
    await rounds(b, a, b, a);
    expect([heldBy(a), heldBy(b), a.fence.isKnown(), b.fence.isKnown()]).toEqual([SYMBOLS, [], true, false]);
    expect(await database.query('SELECT owner FROM collectors')).toEqual([{ owner: 'a' }]);
    ready = true;
    await rounds(b, a, b, a, b, a, b);
    expect([heldBy(a).length, heldBy(b).length, b.fence.isKnown()]).toEqual([2, 2, true]);
  });

  it('are all taken by a run that is alone, which has nothing to say of others', async () => {
    const a = machine('a');
    await rounds(a);
    expect(heldBy(a)).toEqual(SYMBOLS);
    expect(a.collector.state()).toBeNull();
    await write(a, 'BTC-USD');
  });

  it('are shared evenly with a second run, and each knows of the other', async () => {
    const [a, b] = [machine('a'), machine('b')];
    await rounds(a, b, a, b, a, b, a, b, a, b);
    expect([...heldBy(a), ...heldBy(b)].sort()).toEqual([...SYMBOLS].sort());
    expect(a.collector.state()).toEqual({ machine: 'pc of a', held: 2, others: 2 });
    expect(b.collector.state()).toEqual({ machine: 'pc of b', held: 2, others: 2 });
    for (const symbol of heldBy(a)) await expect(write(b, symbol)).rejects.toThrow('lost');
  });

  it('have one holder each when twelve runs reach for them at the same moment', async () => {
    const machines = Array.from({ length: 12 }, (_, n) => machine(`m${n}`));
    for (let n = 0; n < 4; n++) await Promise.all(machines.map(({ collector }) => collector.round()));
    const held = machines.flatMap(heldBy);
    expect(held.sort()).toEqual([...SYMBOLS].sort());
  });

  it('leave whoever was frozen: it knows by its own clock, and by token when it does not', async () => {
    const [a, b] = [machine('a'), machine('b')];
    await rounds(a, b);
    await expire('a');
    // The server says it is over although the holder's clock has not moved: refused by time.
    await expect(write(a, 'BTC-USD')).rejects.toThrow('lost');
    await rounds(b);
    expect(heldBy(b)).toEqual(SYMBOLS);
    // Renewed by its new owner and not expired: refused by token.
    await expect(write(a, 'ETH-USD')).rejects.toThrow('lost');
    await write(b, 'BTC-USD');
    // What the server has said no to it knows; of the rest it knows when its own time has passed.
    expect(heldBy(a)).toEqual(['SOL-USD', 'XRP-USD']);
    a.passed += 6000;
    expect(heldBy(a)).toEqual([]);
    a.passed += 1000;
    await rounds(a);
    expect(heldBy(a)).toEqual([]);
  });

  it('do not come back to life: what expired is taken anew, with a greater token', async () => {
    const a = machine('a');
    await rounds(a);
    const before = a.collector.tokenOf(VENUE, 'BTC-USD')!;
    await expire('a');
    await rounds(a);
    expect(a.collector.tokenOf(VENUE, 'BTC-USD')).toBeGreaterThan(before);
  });

  it('are renewed beside a long write of their holder’s, and not taken in the middle of one', async () => {
    const [a, b] = [machine('a'), machine('b')];
    await rounds(a);
    await a.connection.transaction(async (t) => {
      await a.fence.check(t, SYMBOLS.map(key));
      const before = await expiry('BTC-USD');
      await rounds(a);
      expect(await expiry('BTC-USD')).toBeGreaterThan(before);
      await rounds(b, a);
      expect(heldBy(b)).toEqual([]);
    });
    await rounds(b, a, b, a, b);
    expect(heldBy(b)).toHaveLength(2);
  });

  it('are taken from a writer that stopped inside its transaction; what it had written is undone', async () => {
    const [a, b] = [machine('a'), machine('b')];
    await rounds(a, b);
    await database.query('CREATE TABLE written (who TEXT)');
    const late = a.connection.transaction(async (t) => {
      await a.fence.check(t, SYMBOLS.map(key));
      await t.run("INSERT INTO written VALUES ('a')");
      await expire('a');
      // The first round ends the session, the next finds the rows free.
      for (let left = 100; heldBy(b).length < SYMBOLS.length && left > 0; left--) await rounds(b);
      expect(heldBy(b)).toEqual(SYMBOLS);
    });
    await expect(late).rejects.toMatchObject({ fault: { retryable: true } });
    expect(await database.query('SELECT * FROM written')).toEqual([]);
    await write(b, 'BTC-USD');
  });

  it('go to the others at once when a run stops', async () => {
    const [a, b] = [machine('a'), machine('b')];
    await rounds(a, b);
    await a.collector.stop();
    expect(heldBy(a)).toEqual([]);
    await rounds(b);
    expect(heldBy(b)).toEqual(SYMBOLS);
    expect(b.collector.state()).toBeNull();
  });

  it('of symbols that only one run wants stay with it', async () => {
    const [a, b] = [machine('a', SYMBOLS.slice(0, 3)), machine('b', SYMBOLS.slice(2))];
    for (let n = 0; n < 6; n++) await rounds(a, b);
    expect(heldBy(a)).toEqual(SYMBOLS.slice(0, 2).concat(heldBy(a).slice(2)));
    expect([...heldBy(a), ...heldBy(b)].sort()).toEqual(SYMBOLS);
    await expect(write(a, 'XRP-USD')).rejects.toThrow('lost');
  });
});

describe('passing time', () => {
  it('is the longer of the steady clock and the wall’s, and never goes back', () => {
    const at = { wall: 1000, steady: 0 };
    const passed = createPassage({ now: () => at.wall }, () => at.steady);
    Object.assign(at, { wall: 1500, steady: 400 });
    expect(passed()).toBe(500);
    Object.assign(at, { wall: 200, steady: 900 }); // the wall's clock was set back
    expect(passed()).toBe(1000);
    Object.assign(at, { wall: 60_200, steady: 901 }); // the machine slept
    expect(passed()).toBe(61_000);
    Object.assign(at, { wall: 100, steady: 901 });
    expect(passed()).toBe(61_000);
  });
});
