/** The words of the status line, and of the rest that notifications can be given from it. */
import { FEED_STATES } from './labels.ts';
import { localised } from './localised.ts';

export const STATUS_TEXT = localised({
  label: 'Status',
  simulated: (speed: number) => (speed === 1 ? 'simulated' : `simulated × ${speed}`),
  simulatedHint: 'Prices and news are made up by the simulated market',
  offline: 'offline',
  budget: (used: number, perDay: number) => `budget ${used} of ${perDay} today`,
  budgetHint: (hardStop: number, digest: number) =>
    `Never more than ${hardStop} in 24 hours; ${digest} wait in the digest`,
  feed: (state: string, age: string | null) => `feed ${state}${age === null ? '' : ` ${age}`}`,
  feedHint: (venue: string, gaps: number) => `${venue}, ${gaps} gaps open`,
  feedStates: FEED_STATES,
  store: (state: string) => `store ${state.replace('_', ' ')}`,
  storeHint: (queued: number) => `${queued} rows waiting`,
  postgres: (state: string) => `postgres ${state}`,
  news: (readable: number, wanted: number) => `news ${readable}/${wanted}`,
  newsHint: 'News sources that could be read',
  learning: (count: number) => `${count} ${count === 1 ? 'symbol' : 'symbols'} learning`,
  paused: 'paused',
  marketTime: (exact: string) => `Market time: ${exact}`,

  disk: {
    low: (free: string) => `disk low, ${free} free`,
    full: (free: string) => `disk nearly full, ${free} free`,
    lowHint: 'Make room: below the next bound old prices are thinned and backups wait',
    fullHint: 'Old prices are thinned and backups wait until there is room; candles, anomalies and news stay',
  },

  // Snooze.
  snooze: 'Snooze notifications',
  snoozeShort: 'snooze',
  snoozeHour: 'For an hour',
  snoozeTomorrow: (at: string) => `Until tomorrow, ${at}`,
  snoozed: (until: string) => `snoozed until ${until}`,
  snoozedHint: 'Alerts go to the inbox and wait in the digest; end the snooze',
  snoozeEnd: 'End the snooze',
  snoozePromise: 'Watching goes on; what comes meanwhile waits in the digest.',
  snoozeFailed: (detail: string) => `Not snoozed: ${detail}.`,
});
