/** Words of Live around the chart: watch-list, anomaly feed, back-fill and status line. */
import { durationText } from './labels.ts';
import { localised } from './localised.ts';

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

export const LIVE_TEXT = localised({
  watchWidth: 'Width of the watch-list',
  feedWidth: 'Width of the feed',
  watch: {
    region: 'Watch-list',
    title: 'Symbols',
    count: (count: number) => counted(count, 'symbol'),
    part: (shown: number, total: number) => `${shown} of ${total}`,
    order: 'Order of the watch-list',
    orders: { listed: 'As listed', name: 'By name', change: 'Largest change', rarity: 'Rarest now' },
    find: 'Find a symbol',
    none: 'No symbol of the watch-list has these letters.',
    emptyTitle: 'No symbols yet',
    empty: 'Prices appear here within seconds, as soon as the venue sends the first one.',
    pin: (symbol: string) => `Pin ${symbol} to the top`,
    unpin: (symbol: string) => `Unpin ${symbol}`,
    learning: 'learning',
    age: 'Age of the newest price',
    pinned: 'Pinned',
    others: 'Others',
    group: (name: string, count: number) => `${name}, ${counted(count, 'symbol')}`,
  },
  feed: {
    region: 'Anomalies',
    all: 'All in History',
    newest: (symbol: string, headline: string) => `Newest anomaly: ${symbol}, ${headline}`,
    emptyTitle: 'Nothing unusual so far',
    empty: (perDay: number | null, symbols: number, learning: number) =>
      [
        'The first move that is rare for its symbol appears here, with the news around it and two checked sentences.',
        perDay === null || symbols === 0
          ? ''
          : ` The budget is about ${counted(perDay, 'alert')} a day over ${counted(symbols, 'symbol')}.`,
        learning > 0 ? ` ${counted(learning, 'symbol is', 'symbols are')} still learning.` : '',
      ].join(''),
    in: (span: string) => `in ${span}`,
    reports: (count: number) => counted(count, 'report'),
    marketWide: (symbols: number) => `market-wide, ${symbols} symbols`,
    members: 'The other symbols of this move',
    alerted: 'alerted',
    alertedTitle: 'You were alerted',
    raised: 'Unexplained so far: reading the news around it.',
    investigated: (reports: number) =>
      reports === 0
        ? 'No report is linked to it so far; two sentences are being written.'
        : `${counted(reports, 'report')} linked to it; two sentences are being written.`,
    narrated: 'Written; its claims are being checked.',
  },
  backfill: {
    line: (percent: number, base: string | null, etaMs: number | null) =>
      [
        `Reading history${base === null ? '' : ` of ${base}`}: ${percent} %`,
        etaMs === null ? '' : `, about ${durationText(Math.max(1000, etaMs))} left`,
      ].join(''),
    aside: '· rarity needs about five days; live prices come in meanwhile',
    stop: 'Stop',
  },
});
