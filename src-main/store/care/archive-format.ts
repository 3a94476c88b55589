/**
 * The archive's files: `<venue>/<SYMBOL>.<kind>.<YYYY-MM>.<checksum>.csv.gz`, and beside each month a manifest of the same name
 * without checksum that says which file is the month and what it must be. A new file gets a new name, so the manifest's rename is
 * the one moment at which a month changes. Candles have the columns of `mane replay --candles`; what those lack is in the manifest.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { DAY_MS, type EpochMs } from '../../../src-shared/market.ts';

export const KINDS = ['candles', 'prices'] as const;
export type ArchiveKind = (typeof KINDS)[number];

export const HEADERS: Readonly<Record<ArchiveKind, string>> = {
  candles: 'timestamp,open,high,low,close,volume,trades',
  prices: 'timestamp,price,volume_24h,high_24h,low_24h,bid,ask',
};

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const FileSchema = z.object({ file: z.string().regex(/^[^/\\]+\.csv\.gz$/), sha256, rows: z.number().int().min(0) });

export const ManifestSchema = FileSchema.extend({
  format: z.literal(1),
  kind: z.enum(KINDS),
  symbol: z.string().min(1).max(20),
  venue: z.string().min(1).max(20),
  month: z.string().regex(/^\d{4}-\d{2}$/),
  /** The month is over and all that the store held of it is here. */
  complete: z.boolean(),
  bytes: z.number().int(),
  /** Of the text inside: another gzip may pack the same rows differently. */
  content_sha256: sha256,
  first: z.number(),
  last: z.number(),
  /** Runs of repaired candles: first open, number of minutes. */
  repaired: z.array(z.tuple([z.number(), z.number().int().min(1)])),
  schema_version: z.number().int(),
  written_at: z.number(),
  /** Former files of a complete month whose rows differed; kept beside. */
  superseded: z.array(FileSchema),
});
export type Manifest = z.infer<typeof ManifestSchema>;

export interface MonthKey {
  readonly kind: ArchiveKind;
  readonly symbol: string;
  readonly venue: string;
  readonly month: string;
}

/** No separator and no dot: a name is one part of a path, and the symbol ends at the file's first dot. */
const safe = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E').replaceAll('*', '%2A');

export const folderOf = (archive: string, { venue }: Pick<MonthKey, 'venue'>): string => join(archive, safe(venue));
export const baseOf = ({ symbol, kind, month }: MonthKey): string => `${safe(symbol)}.${kind}.${month}`;
export const manifestOf = (archive: string, key: MonthKey): string =>
  join(folderOf(archive, key), `${baseOf(key)}.json`);
export const fileNameOf = (key: MonthKey, checksum: string): string => `${baseOf(key)}.${checksum.slice(0, 8)}.csv.gz`;

/** `.lock` is added to it. */
export const archiveLockOf = (archive: string): string => join(archive, 'archive');

/** The begin of a UTC day. */
export const dayOf = (time: EpochMs): EpochMs => Math.floor(time / DAY_MS) * DAY_MS;
export const monthOf = (time: EpochMs): string => new Date(time).toISOString().slice(0, 7);
export const monthStart = (month: string): EpochMs => Date.parse(`${month}-01T00:00:00Z`);
export function monthEnd(month: string): EpochMs {
  const start = new Date(monthStart(month));
  return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1);
}

/** Months that the range touches. */
export function monthsBetween(from: EpochMs, until: EpochMs): string[] {
  const months: string[] = [];
  for (let time = monthStart(monthOf(from)); time < until; time = monthEnd(monthOf(time))) months.push(monthOf(time));
  return months;
}
