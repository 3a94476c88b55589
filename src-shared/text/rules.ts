/** The words of rules and budget, and of the rehearsal that tries them. Numbers come as they are, counts of things as texts. */
import { localised } from './localised.ts';

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export const RULES_TEXT = localised({
  title: 'Rules and budget',
  budget: 'Alert budget',
  alertsPerDay: 'Alerts a day',
  alertsPerDayHint: (symbols: number, most: number) =>
    `About this many over ${plural(symbols, 'symbol')} in the long run, never more than ${most} in 24 hours.`,
  aDay: 'a day',
  cooldown: 'Cooldown',
  cooldownHint: 'Between two notifications of one symbol.',
  minutes: 'min',
  quiet: 'Quiet hours',
  raising: 'What raises an anomaly besides an unusual move',
  volume: 'Unusual volume alone',
  volumeHint: 'Takes its share of the budget.',
  zScore: 'One-minute z-score',
  bollinger: 'Close far outside its Bollinger band',

  // Rules of single symbols.
  own: 'Single symbols',
  ownHint:
    'A muted symbol takes no alert from the budget. “Once in” is how seldom a move has to come, at least, to alert.',
  ownNone: 'Every symbol follows the watch-list.',
  ownAdd: 'Add a symbol',
  ownChoose: 'Choose…',
  ownRemove: (symbol: string) => `As the watch-list: ${symbol}`,
  mute: 'Muted',
  muteLabel: (symbol: string) => `Mute ${symbol}`,
  rarer: 'Once in',
  rarerLabel: (symbol: string) => `Days between alerts of ${symbol} at least`,
  ownCooldown: 'Cooldown',
  ownCooldownLabel: (symbol: string) => `Cooldown of ${symbol}`,
  daysUnit: 'days',
  asList: 'as list',
  outOf: (min: number, max: number) => `From ${min} to ${max}, or empty.`,
  symbol: 'Symbol',

  // Saving.
  save: 'Save the rules',
  revert: 'Revert',
  notSaved: 'Not saved yet.',
  notSavedRestart: 'Not saved yet. What raises an anomaly takes effect at the next start.',
  saveFailed: (detail: string) => `Not saved: ${detail}.`,
  saved: 'Saved',

  // Rehearsal.
  rehearsal: 'Rehearsal',
  rehearse: 'Rehearse',
  rehearsedDays: 'Stored candles to go through',
  lastDays: (days: number) => `last ${days} days`,
  cancel: 'Cancel',
  going: (percent: number) => `Going through the stored candles: ${percent} %`,
  failed: 'The rehearsal could not be run',
  failedNote: (detail: string) => `${detail}. Nothing was changed.`,
  what: 'What would have alerted?',
  whatShort: 'What would have alerted',
  whatNote:
    'Change a rule and try it on the stored candles: each alert you would have had is listed before anything is saved.',
  stillLearning: 'Still learning in all of this time',
  rate: (rate: string) => `${rate} alerts a day`,
  forPromised: (promised: string) => ` for ${promised} promised`,
  found: (sent: number, digest: number, most: number) =>
    `${plural(sent, 'notification')}, ${digest} in the digest, at most ${most} in any 24 hours`,
  foundBefore: (found: string, rate: string, sent: number) =>
    `${found}; the run before: ${rate} a day, ${plural(sent, 'notification')}`,
  sentence: (text: string) => `${text}.`,
  ofEachDay: 'Alerts of each day',
  dayWords: (day: string, sent: number, digest: number, below: number) =>
    `${day}: ${plural(sent, 'notification')}, ${digest} in the digest, ${plural(below, 'anomaly', 'anomalies')} below the level`,
  neverOver: (most: number) => `never over ${most}`,
  keySent: 'notification',
  keyDigest: 'in the digest',
  keyBelow: 'below the alert level',
  outcome: 'Outcome',
  happened: 'What would have happened',
  outcomes: { sent: 'Notified', digest: 'In the digest', below_level: 'Not alerted' },
  noneInTime: 'None in this time.',
  newestShown: (most: number) => `The newest ${most} are shown.`,
});
