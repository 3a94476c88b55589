/** What the status line says of the room on the disk, and of the rest that notifications can be given from it. */
import { localised } from './localised.ts';

export const STATUS_TEXT = localised({
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
