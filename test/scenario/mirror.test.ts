/**
 * Two engines on the simulated market and one PostgreSQL: a server is connected while the first runs, the second shows what the
 * first found without telling anybody of it, and in the end all three hold the same.
 */
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { HealthSchema } from '../../src-shared/health.ts';
import { MINUTE_MS } from '../../src-shared/market.ts';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { eventfulCandles } from '../fixtures/eventful-candles.ts';
import { historyFrom } from '../fixtures/live-history.ts';
import { connectTo, differences, openMachine, settle } from '../fixtures/mirror.ts';
import { describePostgres } from '../fixtures/postgres.ts';
import { temporaryFolder } from '../fixtures/run-mane.ts';
import { launchStepped } from '../fixtures/stepped-market.ts';

const SEED = process.env.MANE_SEED ?? 'mirror';
const EPOCH = Date.UTC(2026, 2, 9, 10);
const HISTORY_DAYS = 3;
const at = (minute: number): number => EPOCH + minute * MINUTE_MS;
const PATIENCE = { timeout: 60_000 };

describePostgres('two engines and a server', (server) => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  it('agree, though the server came late and the second engine came later', async () => {
    const database = await server().createDatabase();
    const address = readAddress(database.url);
    const candles = eventfulCandles({
      seed: SEED,
      epoch: EPOCH,
      historyMinutes: (EPOCH - historyFrom(EPOCH, HISTORY_DAYS)) / MINUTE_MS,
      minutes: 90,
      symbols: [{ symbol: 'BTC-USD', price: 64_000, moves: new Map([[40, { move: 0.03, volume: 6 }]]) }],
    });
    const told: string[] = [];
    const engine = (name: string) =>
      launchStepped({ folder: join(folder.path, name), candles, epoch: EPOCH, seed: SEED, historyDays: HISTORY_DAYS, onAlert: (alert) => told.push(`${name} ${alert.id}`) }); // prettier-ignore

    const a = await engine('a');
    await a.playTo(at(60));
    await a.core.writes.idle();
    expect(HealthSchema.parse(a.core.health()).mirror).toBeUndefined();
    const [first] = await a.core.reader.anomalies({ limit: 5 });
    if (first === undefined) throw new Error('the jump was not found');
    await a.core.mirror.connect(address);
    await expect.poll(() => HealthSchema.parse(a.core.health()).mirror?.state, PATIENCE).toBe('in_step');
    // Sent once `a` is known to collect the symbol: who connects before that collects it instead.
    const connection = connectTo(database.url);
    const onServer = () => connection.rows('SELECT id FROM anomalies');
    await expect.poll(onServer, PATIENCE).toContainEqual({ id: first.anomaly.id });

    const b = await engine('b');
    const shown: string[] = [];
    b.core.hub.listen('anomalies', ({ anomaly }) => shown.push(anomaly.id));
    const toldBefore = told.length;
    await b.core.mirror.connect(address);
    await expect.poll(() => b.core.reader.anomaly(first.anomaly.id), PATIENCE).not.toBeNull();
    await expect.poll(() => shown, PATIENCE).toContain(first.anomaly.id);
    expect(told.slice(toldBefore)).toEqual([]);
    // Theirs to finish.
    expect(await b.core.reader.unfinished(0)).toEqual([]);

    await a.core.mirror.connect(null);
    expect(a.core.health().mirror).toBeUndefined();
    await a.playTo(at(90));
    await a.core.mirror.connect(address);
    await expect.poll(() => a.core.health().mirror?.state, PATIENCE).toBe('in_step');
    await a.close();
    await b.close();

    const [restA, restB] = [
      await openMachine(join(folder.path, 'a/mane.db')),
      await openMachine(join(folder.path, 'b/mane.db')),
    ];
    for (const machine of [restA, restB]) machine.mirror(database.url);
    await settle(restA, restB);
    const { lines, compared } = await differences(connection, restB, restA);
    // Each watched for itself, and `b` collected while `a` was away: a minute they hold differently stands as its collector holds it.
    expect(lines.filter((line) => !/^machine \d: (candles|prices)/.test(line))).toEqual([]);
    expect(compared.anomaly).toBeGreaterThan(0);
    expect(compared.candles).toBeGreaterThan(HISTORY_DAYS * 1440);
    for (const machine of [restA, restB]) await machine.close();
    await connection.close();
    await database.drop();
  });
});
