/** What the status line says of the room on the disk. */
import { localised } from './localised.ts';

export const STATUS_TEXT = localised({
  disk: {
    low: (free: string) => `disk low, ${free} free`,
    full: (free: string) => `disk nearly full, ${free} free`,
    lowHint: 'Make room: below the next bound old prices are thinned and backups wait',
    fullHint: 'Old prices are thinned and backups wait until there is room; candles, anomalies and news stay',
  },
});
