/** The jobs of storage care in their order: what is about to be deleted goes to the archive first, and only then goes. */
import type { EpochMs } from '../../src-shared/market.ts';
import type { ArchiveReport, CareWork } from '../../src-shared/ports/care.ts';
import type { Removed, RetentionPolicy, Writer } from '../../src-shared/ports/writer.ts';
import type { Settings } from '../../src-shared/settings.ts';

export interface RetentionJob {
  readonly work: CareWork;
  readonly writer: Pick<Writer, 'retain' | 'flush'>;
  readonly settings: Settings['retention'];
  readonly archiveFolder: string;
  /** Market time. */
  readonly now: EpochMs;
}

export interface RetentionDone {
  readonly removed: Removed;
  /** Null when the settings ask for none. */
  readonly archived: ArchiveReport | null;
}

/** Rejects when the archive cannot be written; then nothing was deleted. */
export async function runRetention(job: RetentionJob): Promise<RetentionDone> {
  const { work, writer, settings, archiveFolder, now } = job;
  const policy: RetentionPolicy = policyOf(settings);
  if (!settings.archive) return { removed: await writer.retain(policy, now), archived: null };
  // What is queued lies in the store when the archive reads it.
  await writer.flush();
  const archived = await work.archive(archiveFolder, policy, now);
  return { removed: await writer.retain({ ...policy, archived: archived.until }, now), archived };
}

export function policyOf(settings: Settings['retention']): RetentionPolicy {
  const { pricesDays, candlesDays, newsDays, maxBytes, maxPriceRows } = settings;
  return { pricesDays, candlesDays, newsDays, maxBytes, maxPriceRows };
}

const count = (value: number): string => value.toLocaleString('en-US');

export const removedText = ({ prices, candles, news_items }: Removed): string =>
  `${count(prices)} prices, ${count(candles)} candles, ${count(news_items)} news items`;

export function archivedText({ files, rows, superseded }: ArchiveReport): string {
  const differing = superseded.length === 0 ? '' : `; ${superseded.length} complete months differed, former files kept: ${superseded.join(', ')}`; // prettier-ignore
  return files === 0
    ? `archive: nothing new${differing}`
    : `archive: ${count(files)} files with ${count(rows)} rows${differing}`;
}
