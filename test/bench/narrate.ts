/**
 * What the narratives are worth: reasons given where there are none (placebo), the right class where there is one, lies let
 * through, and the time from an anomaly to its judged sentences. On the real tapes and headlines beside the checkout.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '../fixtures/shared-data.ts';
import { type Bench, type BenchContext, millis, percentile, promise } from './harness.ts';
import { loadTapes } from './detect/tape.ts';
import { classesOf, eventLines } from './narrate/events.ts';
import { compareByHand } from './narrate/hand-classes.ts';
import { readHeadlines } from './narrate/headlines.ts';
import { latencies } from './narrate/latency.ts';
import { tellLies } from './narrate/lies.ts';
import { otherDays, ownDays, placeboLine, SEED } from './narrate/placebo.ts';
import { replayDetails } from './narrate/replayed.ts';
import { outcomesOf, playSimulated } from './narrate/simulated.ts';

const DENSE = '2021-10_2022-01.csv.gz';
const EVENTS = 'events-2023.csv';
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export const narrateBench: Bench = {
  name: 'narrate',
  what: 'placebo, cause classes, lies, and time to a judged narrative',
  async run(context) {
    const data = sharedData();
    if (data === null)
      context.print('placebo and events: skipped, no data folder beside the checkout (MANE_TEST_DATA)');
    else {
      await placebo(context, data);
      await byHand(context, data);
      await events(context, data);
    }
    await simulated(context);
    await lies(context);
    await latency(context, data);
  },
};

async function placebo({ print, quick }: BenchContext, data: string): Promise<void> {
  const tapes = loadTapes(join(data, 'tapes'));
  const dense = await readHeadlines(data, DENSE);
  const archive = [...dense, ...(await readHeadlines(data, EVENTS))];
  const count = quick ? 12 : 60;
  print(`placebo, seed ${SEED}: quiet minutes of ${tapes.length} tapes`);
  for (const [what, breadth] of [
    ['alone', 0.1],
    ['market-wide', 0.9],
  ] as const) {
    print(placeboLine(`the headlines of that time, ${what}`, await ownDays(tapes, archive, breadth, count)));
    for (const copies of [1, 5]) {
      print(placeboLine(`another day's headlines × ${copies} (about ${40 * copies} a day), ${what}`, await otherDays(tapes, dense, copies, breadth, count))); // prettier-ignore
    }
  }
}

async function byHand({ print }: BenchContext, data: string): Promise<void> {
  const archive = [...(await readHeadlines(data, DENSE)), ...(await readHeadlines(data, EVENTS))];
  const { cases, same, more, less } = await compareByHand(loadTapes(join(data, 'tapes')), archive);
  print(
    `${cases} moves classed by hand: ${same} the same, ${less.length} told more carefully here, ${more.length} told more boldly`,
  );
  for (const line of [...more, ...less]) print(`    ${line}`);
}

async function events({ print }: BenchContext, data: string): Promise<void> {
  const tapes = readdirSync(join(data, 'tapes')).filter((file) => /\.csv(\.gz)?$/.test(file));
  const eras = Map.groupBy(tapes, (file) => file.split('.')[1] ?? '');
  for (const [era, files] of eras) {
    const news = join(data, 'headlines', era.startsWith('2023') ? EVENTS : DENSE);
    const details = await replayDetails(files.map((file) => join(data, 'tapes', file)), [news]); // prettier-ignore
    print(`events of ${era}: of all anomalies ${classesOf(details)}`);
    for (const line of eventLines(data, details)) print(`  ${line}`);
  }
}

async function simulated({ print, quick }: BenchContext): Promise<void> {
  for (const seed of quick ? ['a'] : ['a', 'b', 'c']) {
    for (const { cause, events: count, detected, right, wrong } of outcomesOf(await playSimulated(seed, 3))) {
      const share = cause === 'likely_cause' ? promise(right / detected, '≥', 0.9, percent) : percent(right / detected);
      print(
        `simulated market, seed ${seed}: ${count} events with truth ${cause}, ${detected} detected, ${right} told so: ${share}`,
      );
      for (const line of wrong) print(`    ${line}`);
    }
  }
}

async function lies({ print, quick }: BenchContext): Promise<void> {
  const {
    truths,
    refused,
    lies: told,
    kinds,
    missed,
    citations,
    unlicensed,
  } = await tellLies('lies', quick ? 48 : 280);
  print(
    `${told} lies of ${kinds} kinds: rejected ${promise(1 - missed.length / told, '≥', 0.99, percent)} ${missed.join(', ')}`,
  );
  print(
    `${truths} true narratives: refused ${promise(refused / truths, '≤', 0.02, percent)}; causal verbs without licence: ${unlicensed}`,
  );
  print(`citations: precision ${promise(citations.used / citations.cited, '≥', 0.95, percent)}, recall ${promise(citations.given / citations.needed, '≥', 0.95, percent)}`); // prettier-ignore
}

const INVENTED = ['Solana upgrade goes live', 'Bitcoin fund sees record inflows', 'Regulator sues exchange over Ethereum staking', 'Dogecoin adopted by parking app']; // prettier-ignore

async function latency({ print, quick }: BenchContext, data: string | null): Promise<void> {
  const titles = data === null ? INVENTED : (await readHeadlines(data, DENSE)).map((item) => item.title);
  const { each, archived } = await latencies(titles, 10_000, 50, quick ? 60 : 200);
  print(`anomaly → stored, judged template narrative with ${archived} archived items: p50 ${millis(percentile(each, 0.5))}, p95 ${promise(percentile(each, 0.95), '≤', 150, millis)}, most ${millis(Math.max(...each))} (${each.length} anomalies)`); // prettier-ignore
}
