/** Notifications in the first hour of a market-wide crash: median and worst over the places, the worst with its place. */
import { clustersOf, type Cluster } from '../clusters.ts';
import { NO_CRASH, PROMISED, SHAPES, type CrashPlace } from '../crash.ts';
import { median, printTable } from '../tables.ts';
import { title, type Context, type Section } from './section.ts';

const PLACES = 24;

const total = ({ leading, single }: CrashPlace) => leading + single;
const isBeyond = ({ leading, single }: CrashPlace) => leading > PROMISED.leading || single > PROMISED.single;
const at = (minute: number) => new Date(minute * 60_000).toISOString().slice(0, 16);

function rowOf(name: string, of: readonly CrashPlace[], plain: readonly number[] | undefined): string[] {
  const worst = [...of].sort((a, b) => Number(isBeyond(b)) - Number(isBeyond(a)) || total(b) - total(a))[0];
  const [leading, single] = [of.map((one) => one.leading), of.map((one) => one.single)];
  return [
    name,
    String(of.length),
    `${median(leading)} + ${median(single)}`,
    `${worst.leading} + ${worst.single}`,
    `${at(worst.place)} ${worst.symbols.join(' ')}`,
    String(of.filter(isBeyond).length),
    String(of.filter((one) => total(one) === 0).length),
    String(median(of.map(({ anomalies }) => anomalies))),
    plain ? `${median(plain)} (${Math.max(...plain)})` : '–',
  ];
}

async function ofCluster({ pool, seed }: Context, cluster: Cluster): Promise<CrashPlace[]> {
  const [found, plain] = await Promise.all([
    pool.run('crash', { cluster, seed, count: PLACES }),
    pool.run('crashYardstick', { cluster, seed, count: PLACES }),
  ]);
  if (found.length === 0) {
    console.log('\ncrash: no place where all tapes of a watch-list have prices');
    return [];
  }
  title(
    `Crash of ${cluster.tapes.length} symbols (${cluster.tapes.map(({ name }) => name).join(', ')}), 5 a day: notifications in its first hour, leading + single`,
  );
  const rows = SHAPES.flatMap(({ name }) =>
    [false, true].map((live) => {
      const of = found.filter((one) => one.shape === name && one.live === live);
      return rowOf(`${name}, ${live ? 'live' : 'by minutes'}`, of, live ? undefined : plain[name]);
    }),
  );
  const quiet = found.filter(({ shape }) => shape === NO_CRASH);
  printTable(
    ['', 'places', 'median', 'worst', 'worst at', 'beyond promise', 'none', 'anomalies', 'A without groups (worst)'],
    [...rows, rowOf('the same hours without', quiet, undefined)],
  );
  for (const { shape, place, live, silent } of found.filter((one) => one.shape !== NO_CRASH && total(one) === 0)) {
    console.log(`none: ${shape}, ${live ? 'live' : 'by minutes'}, ${at(place)}: ${silent[0] ?? 'no anomaly'}`);
  }
  return found;
}

export const crashSection: Section = {
  names: ['crash'],
  async run(context) {
    const clusters = clustersOf(context.tapes);
    if (clusters.length === 0) {
      console.log('\ncrash: no four tapes of different symbols share enough minutes');
      return [];
    }
    const found: CrashPlace[] = [];
    for (const cluster of clusters) found.push(...(await ofCluster(context, cluster)));
    console.log(`promised: at most ${PROMISED.leading} leading and ${PROMISED.single} single`);
    return found;
  },
};
