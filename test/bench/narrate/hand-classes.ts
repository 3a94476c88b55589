/**
 * Moves that a careful reader classed by hand before the program was asked (test/fixtures/news/hand-classes.json), and what the program
 * says of the same moments with the same headlines. What counts most: never more than the reader would say.
 */
import { readFileSync } from 'node:fs';
import { MINUTE_MS } from '../../../src-shared/market.ts';
import type { Cause } from '../../../src-shared/narrative.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import type { Tape } from '../detect/tape.ts';
import { deskOver } from './pipeline.ts';
import { pretended } from './quiet.ts';

interface HandClass {
  readonly symbol: string;
  readonly onset: string;
  readonly class: Cause;
}

const FILE = new URL('../../fixtures/news/hand-classes.json', import.meta.url);
/** By how much is claimed. */
const ORDER: readonly Cause[] = ['cause_unknown', 'coincident_news', 'reported_afterwards', 'likely_cause'];
/** A move of this size counts as going along. */
const ALONG = 0.3;

export interface HandResult {
  readonly cases: number;
  readonly same: number;
  readonly more: readonly string[];
  readonly less: readonly string[];
}

export async function compareByHand(tapes: readonly Tape[], archive: readonly NewsItem[]): Promise<HandResult> {
  const cases = JSON.parse(readFileSync(FILE, 'utf8')) as HandClass[];
  const desk = deskOver(archive);
  let [known, same] = [0, 0];
  const more: string[] = [];
  const less: string[] = [];
  for (const hand of cases) {
    const found = placeOf(tapes, hand);
    if (found === null) continue;
    const at = found.at + 14;
    const evidence = await desk.evidenceOf(
      pretended(found.tape, at, breadthAt(tapes, found.tape, at), rarityAt(found.tape, at)),
    );
    const { cause } = desk.causeOf(evidence);
    known += 1;
    const apart = ORDER.indexOf(cause) - ORDER.indexOf(hand.class);
    if (apart === 0) same += 1;
    else
      (apart > 0 ? more : less).push(`${hand.symbol} ${hand.onset.slice(0, 16)} by hand ${hand.class}, here ${cause}`);
  }
  return { cases: known, same, more, less };
}

function placeOf(tapes: readonly Tape[], { symbol, onset }: HandClass): { tape: Tape; at: number } | null {
  const minute = Date.parse(onset) / MINUTE_MS;
  const tape = tapes.find(
    (one) => one.symbol === symbol && minute >= one.first && minute < one.first + one.length - 300,
  );
  return tape === undefined ? null : { tape, at: minute - tape.first };
}

/** Share of the era's tapes that went the same way by at least a third as much. */
function breadthAt(tapes: readonly Tape[], own: Tape, at: number): number {
  const move = returnOf(own, own.first + at);
  const others = tapes.filter((tape) => tape.era === own.era);
  return others.filter((tape) => returnOf(tape, own.first + at) / move >= ALONG).length / others.length;
}

/** Moves an hour apart count as several. */
const APART = 60;

/** How many moves a day of the tape over the same 15 minutes were at least as large. */
function rarityAt(tape: Tape, at: number): number {
  const size = Math.abs(returnOf(tape, tape.first + at));
  let [count, last] = [0, -Infinity];
  for (let i = 15; i < tape.length; i++) {
    if (!(Math.abs(returnOf(tape, tape.first + i)) >= size)) continue;
    if (i - last > APART) count += 1;
    last = i;
  }
  return count / (tape.length / 1440);
}

const returnOf = ({ close, first }: Tape, minute: number): number =>
  Math.log(close[minute - first] / close[minute - first - 15]);
