/** Care words: the jobs that keep the store small and safe, what each last did, and how much room the disk has. */
import { z } from 'zod';

/** retention: what is past its time or over the caps goes (archived first when that is set); archive: only that; backup. */
export const CareJobSchema = z.enum(['retention', 'archive', 'backup']);
export type CareJob = z.infer<typeof CareJobSchema>;

export const CareResultSchema = z.object({
  job: CareJobSchema,
  /** Wall time of its end, epoch ms. */
  at: z.number(),
  ok: z.boolean(),
  /** What was done or why it was not, for people. */
  detail: z.string(),
  /** Of the backup, or written to the archive; null for retention. */
  bytes: z.number().nullable(),
});
export type CareResult = z.infer<typeof CareResultSchema>;

/** ok; low: worth a look; full: prices are thinned and backups wait. */
export const DiskLevelSchema = z.enum(['ok', 'low', 'full']);
export type DiskLevel = z.infer<typeof DiskLevelSchema>;

export const CareHealthSchema = z.object({
  /** The newest result of each job, in the order of the jobs. */
  last: z.array(CareResultSchema),
  running: CareJobSchema.nullable(),
  /** Wall time of the next daily run; null when nothing is scheduled. */
  nextAt: z.number().nullable(),
  disk: z.object({ level: DiskLevelSchema, freeBytes: z.number().nullable() }),
});
export type CareHealth = z.infer<typeof CareHealthSchema>;
