/**
 * Placebo on the tapes: at quiet minutes, with the real headlines of that time and with another day's, how often a reason would
 * have been given. Promised: likely cause ≤ 5 %, reported afterwards ≤ 10 %.
 */
import { DAY_MS, MINUTE_MS } from '../../../src-shared/market.ts';
import type { Cause } from '../../../src-shared/narrative.ts';
import { seededRandom } from '../../../src-main/base/random.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import { promise } from '../harness.ts';
import type { Tape } from '../detect/tape.ts';
import { laidOver } from './headlines.ts';
import { deskOver, type Desk } from './pipeline.ts';
import { pretended, quietMinutesOf } from './quiet.ts';

export const SEED = process.env.MANE_SEED ?? 'placebo';
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

export interface Shares {
  readonly minutes: number;
  readonly likely: number;
  readonly reported: number;
  readonly coincident: number;
  readonly withheld: number;
}

export async function placeboAt(desk: Desk, tape: Tape, minutes: readonly number[], breadth: number | null) {
  const causes: Cause[] = [];
  let withheld = 0;
  for (const at of minutes) {
    const { draft, verdict } = await desk.write(await desk.evidenceOf(pretended(tape, at, breadth)));
    causes.push(draft.cause);
    if (verdict.verdict === 'withheld') withheld += 1;
  }
  return { causes, withheld };
}

function sharesOf(all: readonly { causes: readonly Cause[]; withheld: number }[]): Shares {
  const causes = all.flatMap((one) => one.causes);
  const share = (cause: Cause) => causes.filter((one) => one === cause).length / causes.length;
  return {
    minutes: causes.length,
    likely: share('likely_cause'),
    reported: share('reported_afterwards'),
    coincident: share('coincident_news'),
    withheld: all.reduce((sum, one) => sum + one.withheld, 0) / causes.length,
  };
}

export const placeboLine = (what: string, s: Shares): string =>
  `${what.padEnd(58)} ${s.minutes} minutes: likely ${promise(s.likely, '≤', 0.05, percent)}; reported ${promise(s.reported, '≤', 0.1, percent)}; coincident ${percent(s.coincident)}; withheld ${percent(s.withheld)}`;

/** Another day's headlines: three dense weeks of them laid over all days, `copies` times. */
export async function otherDays(
  tapes: readonly Tape[],
  all: readonly NewsItem[],
  copies: number,
  breadth: number | null,
  count: number,
) {
  const results = [];
  for (const tape of tapes) {
    const [from, to] = [tape.first * MINUTE_MS - 15 * DAY_MS, (tape.first + tape.length) * MINUTE_MS];
    const desk = deskOver(laidOver(all, from, to, copies));
    const random = seededRandom(`${SEED}|${tape.name}|${copies}`);
    results.push(await placeboAt(desk, tape, quietMinutesOf(tape, count, random), breadth));
  }
  return sharesOf(results);
}

const HOURS_AROUND = 4;

/** The headlines of that very time: quiet minutes within four hours of one of them. */
export async function ownDays(
  tapes: readonly Tape[],
  archive: readonly NewsItem[],
  breadth: number | null,
  count: number,
) {
  const results = [];
  const desk = deskOver(archive);
  for (const tape of tapes) {
    const random = seededRandom(`${SEED}|own|${tape.name}`);
    for (const [from, to] of spansOf(archive, tape))
      results.push(await placeboAt(desk, tape, quietMinutesOf(tape, count, random, from, to), breadth));
  }
  return sharesOf(results);
}

/** Index ranges of a tape in which headlines are at most twice that far apart. */
function spansOf(archive: readonly NewsItem[], tape: Tape): [number, number][] {
  const reach = HOURS_AROUND * 60;
  const times = archive.map((item) => Math.floor(item.published_at / MINUTE_MS) - tape.first).sort((a, b) => a - b);
  const spans: [number, number][] = [];
  for (const time of times) {
    const [from, to] = [Math.max(120, time - reach), Math.min(tape.length - 240, time + reach)];
    if (to <= from) continue;
    const last = spans.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else spans.push([from, to]);
  }
  return spans;
}
