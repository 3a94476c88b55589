/**
 * "Why did, or didn't, I get this alert": one exact sentence for each answer, with its numbers, shared by everything that is asked
 * (an anomaly, the inbox, a stretch of time). Parameters are data; moments come as texts in the reader's zone. No advice.
 */
import { fateOf, type AlertFate, type AlertReason, type FateOf } from '../alert-fate.ts';
import { durationText } from './labels.ts';
import { localised } from './localised.ts';

/** `1st`, `2nd`, `13th`. */
export function ordinal(n: number): string {
  const ends = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][ends] ?? 'th'}`;
}

const alerts = (count: number): string => `${count} ${count === 1 ? 'alert' : 'alerts'}`;

export const ALERT_REASONS = localised({
  question: 'Why did, or didn’t, I get this?',
  title: 'Alert',
  // What became of one alert.
  delivered: (at: string, tookMs: number, because: string) =>
    `Delivered at ${at}, ${tookMs < 1000 ? 'within a second' : `${durationText(tookMs)} after it was granted`}${because === '' ? '' : `: ${because}`}.`,
  onItsWay: (because: string) => (because === '' ? 'On its way.' : `Not decided yet: ${because}.`),
  heldBack: (because: string) => `Held back: ${because}.`,
  notAlerted: (because: string) => `No alert: ${because}.`,
  late: (lateMs: number | null) =>
    `No notification: it was found in candles that were repaired or fetched afterwards${lateMs === null ? '' : `, ${durationText(lateMs)} late`}; late ones go to the digest.`,
  elsewhere: (alerted: boolean, because: string) =>
    `Another machine on the same PostgreSQL raised this and ${alerted ? 'had the alert to send' : 'sent no alert'}${because === '' ? '' : ` (${because})`}; this one only shows it.`,
  noRecord: 'No alert, and no reason was kept.',
  // Because …
  granted: (rarity: string, used: number, perDay: number) =>
    `${rarity}, the ${ordinal(used)} alert in 24 h on a budget of ${perDay} a day`,
  belowLevel: (rarity: string, level: string) => `${rarity} is not rare enough; alerts began at ${level} then`,
  hardStop: (rarity: string, used: number) =>
    `${rarity}, but the budget was spent (${alerts(used)} in the 24 h before, twice the daily budget); it is in the digest`,
  learningStop: (rarity: string, used: number) =>
    `the symbol was still being learned and the budget was spent (${alerts(used)} in the 24 h before; ${rarity}); it is in the digest`,
  group: (rarity: string, leader: string) =>
    `it is part of the market-wide move that ${leader} leads, which counts as one alert (${rarity} by itself)`,
  sameAsset: (rarity: string, leader: string) => `the same move was alerted on ${leader} within the hour (${rarity})`,
  unconfirmed: (rarity: string, peer: string) =>
    `${peer} did not move along within a minute, so it may be of this market alone (${rarity}); it is in the digest`,
  waitingForPeer: (peer: string) => `waiting up to a minute for ${peer} to move along`,
  waitingForOthers: 'other symbols are moving too; waiting up to 3 s for whether the move is market-wide',
  muted: (rarity: string, symbol: string) => `${symbol} is muted (${rarity})`,
  symbolLevel: (rarity: string, symbol: string, level: string) =>
    `${rarity} is not rare enough for ${symbol}, whose own level begins at ${level}`,
  snoozed: 'notifications were snoozed; it is in the digest',
  foundLate: 'it was found in candles that were repaired afterwards',
  switchedOff: 'notifications were switched off',
  quietHours: (from: string, to: string) => `quiet hours, ${from} to ${to}; it is in the digest`,
  cooldown: (symbol: string, minutes: number) =>
    `cooldown: ${symbol} had been notified less than ${minutes} min before`,
  unsent: 'the program stopped before it could be sent',
  failed: (what: string) => `it could not be shown (${what})`,
  // Of a stretch of time; whoever asks about one composes these.
  paused: (from: string, to: string | null) =>
    to === null ? `Watching has been paused since ${from}.` : `Watching was paused from ${from} to ${to}.`,
  quietHoursNow: (from: string, to: string) => `Quiet hours from ${from} to ${to}: alerts wait for the digest.`,
  notificationsOff: 'Notifications are switched off; alerts are kept in the inbox.',
  noFeed: (symbol: string, from: string, to: string | null) =>
    to === null ? `No prices of ${symbol} since ${from}.` : `No prices of ${symbol} from ${from} to ${to}.`,
  nothingUnusual: (level: string) => `Nothing was rare enough: alerts begin at ${level}.`,
});

/** The clause behind "because", without a full stop. */
export function becauseText(reason: AlertReason): string {
  switch (reason.kind) {
    case 'granted':
      return ALERT_REASONS.granted(reason.rarity, reason.used, reason.perDay);
    case 'below_level':
      return ALERT_REASONS.belowLevel(reason.rarity, reason.level);
    case 'hard_stop':
      return ALERT_REASONS.hardStop(reason.rarity, reason.used);
    case 'learning_stop':
      return ALERT_REASONS.learningStop(reason.rarity, reason.used);
    case 'group':
      return ALERT_REASONS.group(reason.rarity, reason.leader);
    case 'same_asset':
      return ALERT_REASONS.sameAsset(reason.rarity, reason.leader);
    case 'unconfirmed':
      return ALERT_REASONS.unconfirmed(reason.rarity, reason.peer);
    case 'waiting_for_peer':
      return ALERT_REASONS.waitingForPeer(reason.peer);
    case 'waiting_for_others':
      return ALERT_REASONS.waitingForOthers;
    case 'late':
      return ALERT_REASONS.foundLate;
    case 'muted':
      return ALERT_REASONS.muted(reason.rarity, reason.symbol);
    case 'symbol_level':
      return ALERT_REASONS.symbolLevel(reason.rarity, reason.symbol, reason.level);
    case 'snoozed':
      return ALERT_REASONS.snoozed;
    case 'switched_off':
      return ALERT_REASONS.switchedOff;
    case 'quiet_hours':
      return ALERT_REASONS.quietHours(reason.from, reason.to);
    case 'cooldown':
      return ALERT_REASONS.cooldown(reason.symbol, reason.minutes);
    case 'unsent':
      return ALERT_REASONS.unsent;
    case 'other':
      return reason.text;
  }
}

/** The whole sentence. `at`: a moment in the reader's zone, with the zone. */
export function fateSentence(fate: AlertFate, at: (time: number) => string): string {
  switch (fate.kind) {
    case 'delivered':
      return ALERT_REASONS.delivered(at(fate.at), fate.tookMs, becauseText(fate.reason));
    case 'on_its_way':
      return ALERT_REASONS.onItsWay(fate.reason.kind === 'granted' ? '' : becauseText(fate.reason));
    case 'late':
      return ALERT_REASONS.late(fate.lateMs);
    case 'elsewhere':
      return ALERT_REASONS.elsewhere(fate.alerted, becauseText(fate.reason));
    case 'held_back':
      return heldSentence(fate.reason);
  }
}

const BY_DETECTION: ReadonlySet<AlertReason['kind']> = new Set([
  'below_level',
  'group',
  'same_asset',
  'unconfirmed',
  'muted',
  'symbol_level',
]);

function heldSentence(reason: AlertReason): string {
  if (reason.kind === 'other') return otherSentence(reason.text);
  if (reason.kind === 'granted') return ALERT_REASONS.heldBack(ALERT_REASONS.unsent);
  return BY_DETECTION.has(reason.kind)
    ? ALERT_REASONS.notAlerted(becauseText(reason))
    : ALERT_REASONS.heldBack(becauseText(reason));
}

const otherSentence = (text: string): string =>
  text.trim() === '' ? ALERT_REASONS.noRecord : ALERT_REASONS.heldBack(ALERT_REASONS.failed(text));

/** One exact sentence about one anomaly. */
export const whyText = (of: FateOf, at: (time: number) => string): string => fateSentence(fateOf(of), at);
