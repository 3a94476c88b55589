/** The words of the inbox: what became of each alert, and what will stand where nothing is yet. */
import { localised } from './localised.ts';

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export const INBOX_TEXT = localised({
  title: 'Inbox',
  which: 'Which alerts',
  kinds: { all: 'All', new: 'New', delivered: 'Delivered', held: 'Held back' },
  symbol: 'Symbol',
  allSymbols: 'All symbols',
  markAll: 'Mark all as seen',
  why: 'Why?',
  whyHint: 'Why there was, or was not, an alert in a stretch of time',
  alerts: (count: number) => plural(count, 'alert'),
  missed: 'Missed while quiet',
  missedNote: (count: number) => `${plural(count, 'alert')} waited while notifications rested`,
  fresh: 'new',
  row: (title: string, fresh: boolean, fate: string) => `${title}, ${fresh ? 'new, ' : ''}${fate}`,
  onItsWay: 'on its way',
  delivered: 'delivered',
  seen: 'seen',
  heldBack: (reason: string) => `held back: ${reason}`,
  noReason: 'no reason was kept',
  snoozed: 'notifications were snoozed',
  older: (count: number) => `The newest ${count} are here; older ones stand in History with their anomaly.`,
  noneNew: 'All seen',
  noneNewNote: 'A new alert appears here the moment it is raised.',
  noneHeld: 'Nothing was held back',
  noneHeldNote: 'What quiet hours, the cooldown or the daily limit keep from you waits here, each with its reason.',
  noneDelivered: 'None was delivered',
  noneDeliveredNote: 'What reached the screen stands here, seen or not.',
  noneOfSymbol: (symbol: string) => `No alert of ${symbol}`,
  noneOfSymbolNote: 'Choose another symbol, or all of them.',
  none: 'No alert yet',
  noneNote: (perDay: number | null) =>
    `${perDay === null ? 'Alerts' : `About ${perDay} a day`} will be kept here, whether they reached the screen or not.`,
  offline: 'The inbox is not here yet',
  offlineNote: 'The engine does not answer; the alerts are in its store and appear when it does.',
});
