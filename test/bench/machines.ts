/**
 * Two engines in processes of their own over one simulated market and one PostgreSQL on this machine: from the moment one of them
 * has an anomaly, and its narrative, to the moment the other one's window shows them (its own store has them by then); and how
 * long the symbols of one that is killed or frozen are without a collector, by the server's clock. Each watches a symbol that
 * the other does not, so that what is measured came over the server. Market time runs at 30 times the wall's.
 */
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { connect } from '../../src-main/store/postgres/connection.ts';
import { migratePostgres } from '../../src-main/store/postgres/migrate.ts';
import type { ScriptedEvent } from '../../src-main/simulate/event.ts';
import { headlinesFor } from '../../src-main/simulate/headlines.ts';
import { eventually } from '../fixtures/eventually.ts';
import { handOver, handOverText, holders, shownAt, watchServer, type HandOver, type ServerWatch } from '../fixtures/machine-watch.ts'; // prettier-ignore
import { machineProcess, startMarket, type MachineProcess } from '../fixtures/machines.ts';
import { installedBinaries } from '../fixtures/postgres/binaries.ts';
import { startServer } from '../fixtures/postgres/server.ts';
import { once } from '../fixtures/postgres.ts';
import { type Bench, type BenchContext, loadLine, median, millis, percentile, promise } from './harness.ts';

const SPEED = 30;
const SHARED = ['BTC-USD', 'AVAX-USD', 'LTC-USD', 'DOGE-USD'];
const ALONE = ['SOL-USD', 'ETH-USD'];
const NAMES = ['one', 'other'];
const PATIENCE_MS = 240_000;
const [SEEN_WITHIN_MS, TAKEN_WITHIN_MS] = [5000, 10_000];

/** By turns a rise with news and a fall without, on the one's symbol and the other's. */
function eventAt(n: number): ScriptedEvent {
  const [symbol, minute] = [ALONE[n % 2], 20 + 12 * n];
  const up = n % 4 < 2;
  const cause = up ? 'likely_cause' : 'cause_unknown';
  const move = Math.log1p(up ? 0.045 : -0.042);
  const headlines = headlinesFor({ cause, symbol, minute, up, key: `bench ${n}` });
  return {
    cause,
    symbol,
    minute,
    returns: [0.6 * move, 0.3 * move, 0.1 * move],
    volume: [10, 12, 9, 6, 4, 3, 2, 1.5],
    headlines,
  };
}

export const machinesBench: Bench = {
  name: 'machines',
  what: 'two engines over one PostgreSQL: what one finds on the other’s screen, and hand-overs',
  async run(context) {
    const [binaries] = installedBinaries();
    if (binaries === undefined) return context.print('skipped: no PostgreSQL here');
    const server = await startServer(binaries, { fsync: true });
    try {
      await measure(server.url(), context);
    } finally {
      await server.stop();
    }
  },
};

async function measure(url: string, { quick, print }: BenchContext): Promise<void> {
  const connection = connect(readAddress(url));
  await migratePostgres(connection);
  await connection.close();
  const database = { query: <R extends object>(sql: string, values?: unknown[]) => once<R>(url, sql, values) };
  const market = await startMarket('bench machines', SPEED, [...SHARED, ...ALONE], Array.from({ length: 200 }, (_, n) => eventAt(n))); // prettier-ignore
  const machines = NAMES.map((name, k) => machineProcess({ name, postgres: url, symbols: [...SHARED, ALONE[k]], market: market.line })); // prettier-ignore
  const watch = watchServer(database);
  const shared = (): Promise<void> =>
    eventually(PATIENCE_MS, async () => {
      const rows = await holders(database);
      return NAMES.every((name) => rows.some((row) => row.machine === name && SHARED.includes(row.symbol))) && rows.length === SHARED.length + ALONE.length;
    }, 'both collect'); // prettier-ignore
  try {
    for (const machine of machines) machine.start();
    await shared();
    await delays(machines, watch, quick ? 3 : 12, print);
    const taken = await handOvers(quick ? 1 : 3);
    print(
      `symbols without a collector, worst of ${taken.length}: ${promise(Math.max(...taken), '≤', TAKEN_WITHIN_MS, millis)}`,
    );
    print(loadLine());
  } finally {
    for (const machine of machines) machine.remove();
    market.stop();
    await watch.stop();
  }

  async function handOvers(rounds: number): Promise<number[]> {
    const done: HandOver[] = [];
    const strike = async (name: string, blow: () => Promise<void> | void, heal: () => void): Promise<void> => {
      done.push(await handOver(database, 'simulated', name, blow, PATIENCE_MS));
      heal();
      await shared();
    };
    for (let round = 0; round < rounds; round++) {
      const [one, other] = machines;
      await strike('one', () => one.kill(), () => one.start()); // prettier-ignore
      await strike('other', () => other.freeze(), () => other.wake()); // prettier-ignore
    }
    for (const one of done) print(`${handOverText(one)}`);
    return done.map(({ takenMs }) => takenMs);
  }
}

/** Of anomalies of a symbol that one machine watches alone. */
async function delays(
  machines: readonly MachineProcess[],
  watch: ServerWatch,
  count: number,
  print: (line: string) => void,
): Promise<void> {
  const both = (id: string, symbol: unknown, told: boolean): [here: number, there: number] => {
    const [one, other] = machines.map((machine) => shownAt(machine, id, told));
    return symbol === ALONE[0] ? [one, other] : [other, one];
  };
  const known = () =>
    [...watch.stored].flatMap(([id, { row: { symbol } }]) => {
      const [raised, told] = [both(id, symbol, false), both(id, symbol, true)];
      return ALONE.includes(String(symbol)) && told.every(Number.isFinite) ? [{ symbol, raised: raised[1] - raised[0], told: told[1] - told[0] }] : [];
    }); // prettier-ignore
  await eventually(PATIENCE_MS * 3, () => known().length >= count, `${count} anomalies of the other's`);
  const found = known();
  const line = (what: string, values: readonly number[]): void =>
    print(`${what}: median ${millis(median(values))}, p90 ${millis(percentile(values, 0.9))}, worst of ${values.length} ${promise(Math.max(...values), '≤', SEEN_WITHIN_MS, millis)}`); // prettier-ignore
  line('raised here, shown there', found.map(({ raised }) => raised)); // prettier-ignore
  line('narrated here, shown there with its narrative', found.map(({ told }) => told)); // prettier-ignore
  print(`each: ${found.map(({ symbol, told }) => `${String(symbol)} ${Math.round(told)} ms`).join(', ')}`);
}
