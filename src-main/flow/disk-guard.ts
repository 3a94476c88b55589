/**
 * Watches the room on the database's volume. Low is said; full is acted on: prices are thinned, oldest first (candles, anomalies and
 * news stay), and backups wait. It ends by itself when there is room again, a little above the bound so that it does not flicker.
 */
import type { DiskLevel } from '../../src-shared/care.ts';
import type { Settings } from '../../src-shared/settings.ts';

/** Of a bound: so much more must be free before its level is left. */
const MARGIN = 1.1;
/** Fewer price samples than these are not worth deleting. */
const FEW_ROWS = 10_000;

export function levelOf(free: number | null, { lowBytes, fullBytes }: Settings['disk'], before: DiskLevel): DiskLevel {
  if (free === null) return 'ok';
  const below = (bound: number, held: boolean): boolean => free < bound * (held ? MARGIN : 1);
  if (below(fullBytes, before === 'full')) return 'full';
  return below(lowBytes, before !== 'ok') ? 'low' : 'ok';
}

export interface DiskGuardOptions {
  readonly freeBytes: () => number | null;
  readonly settings: () => Settings['disk'];
  /** Rows of prices in the store now. */
  readonly priceRows: () => Promise<number>;
  /** Retention with this cap on rows; prices that went. */
  readonly thin: (maxPriceRows: number) => Promise<number>;
  readonly onFault: (detail: string) => void;
}

export interface DiskGuard {
  /** Looks once, and acts. */
  step(): Promise<void>;
  state(): { level: DiskLevel; freeBytes: number | null };
}

const megabytes = (bytes: number | null): string => `${Math.floor((bytes ?? 0) / 1e6)} MB`;

export function createDiskGuard({ freeBytes, settings, priceRows, thin, onFault }: DiskGuardOptions): DiskGuard {
  let level: DiskLevel = 'ok';
  let free: number | null = null;

  function look(): void {
    free = freeBytes();
    const next = levelOf(free, settings(), level);
    if (next === level) return;
    const was = level;
    level = next;
    onFault(sentence(next, was));
  }

  const sentence = (now: DiskLevel, was: DiskLevel): string =>
    now === 'full'
      ? `the disk is nearly full (${megabytes(free)} free): old prices are thinned and backups wait until there is room`
      : now === 'low'
        ? `little room on the disk (${megabytes(free)} free)${was === 'full' ? '; backups go on' : ''}`
        : `there is room on the disk again (${megabytes(free)} free)`;

  async function giveUpPrices(): Promise<void> {
    const rows = await priceRows();
    if (rows <= FEW_ROWS) return;
    const gone = await thin(Math.max(FEW_ROWS, Math.floor(rows / 2)));
    if (gone > 0) onFault(`the disk is nearly full: the oldest ${gone.toLocaleString('en-US')} prices were deleted`);
  }

  return {
    async step() {
      look();
      if (level === 'full') await giveUpPrices();
    },
    state: () => ({ level, freeBytes: free }),
  };
}
