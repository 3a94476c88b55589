/** The one line that says why the user was, or was not, alerted. Stored, so it must not depend on zone or locale. */
import { rarityText } from '../../src-shared/text/labels.ts';

const budgetText = (used: number, perDay: number) => `${used} of ${perDay} today`;

/** `about 4 a day`, also below one: `about once in 9 days`. */
export const reasons = {
  granted: (lambda: number, used: number, perDay: number) =>
    `alerted: ${rarityText(lambda)}, ${budgetText(used, perDay)}`,
  belowLevel: (lambda: number, level: number) =>
    `not alerted: below the alert level (${rarityText(lambda)}; alerts begin at ${rarityText(level)})`,
  muted: (lambda: number, symbol: string) => `not alerted: ${symbol} is muted (${rarityText(lambda)})`,
  symbolLevel: (lambda: number, symbol: string, days: number) =>
    `not alerted: below the level set for ${symbol} (${rarityText(lambda)}; it alerts from ${rarityText(1 / days)} on)`,
  hardStop: (lambda: number, used: number) =>
    `not alerted: ${rarityText(lambda)}, but ${used} alerts in the last 24 h are the limit; kept for the digest`,
  learningStop: (lambda: number, used: number) =>
    `not alerted: still learning, and ${used} alerts in the last 24 h are the limit (${rarityText(lambda)}); kept for the digest`,
  group: (lambda: number, leader: string) =>
    `not alerted: part of the market-wide move led by ${leader} (${rarityText(lambda)}); kept for the digest`,
  sameAsset: (lambda: number, leader: string) =>
    `not alerted: the same move was alerted on ${leader} (${rarityText(lambda)}); kept for the digest`,
  unconfirmedYet: (lambda: number, peer: string) =>
    `waiting up to a minute: ${peer} has not moved along yet (${rarityText(lambda)})`,
  unconfirmed: (lambda: number, peer: string) =>
    `not alerted: ${peer} did not move along (${rarityText(lambda)}); kept for the digest`,
  held: (lambda: number) => `waiting up to 3 s: other symbols are moving too (${rarityText(lambda)})`,
  late: (lambda: number) => `not alerted: found in repaired candles (${rarityText(lambda)}); kept for the digest`,
} as const;
