/**
 * The words of connecting PostgreSQL: what a try of an address found, step by step, and the one line that says what to do. No
 * password is in any of them.
 */
import { z } from 'zod';

/** In the order in which they are tried. */
export const POSTGRES_STEPS = ['address', 'reach', 'tls', 'sign_in', 'database', 'server', 'schema', 'rights'] as const;
export const PostgresStepSchema = z.object({
  step: z.enum(POSTGRES_STEPS),
  /** note: works, with something to know. skipped: an earlier one failed. */
  state: z.enum(['ok', 'note', 'failed', 'skipped']),
  detail: z.string(),
});
export type PostgresStep = z.infer<typeof PostgresStepSchema>;
export type PostgresStepName = PostgresStep['step'];

/** What stands in the database. */
export const SchemaStateSchema = z.enum([
  'empty',
  'ours',
  /** Ours, of an older program: brought up to date on connecting. */
  'older',
  /** The tables of another MANE: only added to. */
  'adoptable',
  'newer',
  /** Tables with our names that are something else. */
  'foreign',
]);
export type SchemaState = z.infer<typeof SchemaStateSchema>;

export const PostgresServerSchema = z.object({
  version: z.string(),
  encrypted: z.boolean(),
  schemaState: SchemaStateSchema,
  /** 0: none of ours. */
  schema: z.number(),
  known: z.number(),
  /** installed: the search has its index. allowed: it will be made on connecting. */
  trigrams: z.enum(['installed', 'allowed', 'not_allowed', 'missing']),
  /** Wall milliseconds of one question and its answer. */
  latencyMs: z.number(),
});

export const PostgresTestSchema = z.object({
  /** This address can be connected, perhaps after `offer`. */
  ok: z.boolean(),
  /** User, host, port and database; null when the address cannot be read. */
  label: z.string().nullable(),
  line: z.string(),
  steps: z.array(PostgresStepSchema),
  /** What MANE may do about it when asked. */
  offer: z.enum(['create_database']).nullable(),
  server: PostgresServerSchema.nullable(),
});
export type PostgresTest = z.infer<typeof PostgresTestSchema>;

export const PostgresConnectSchema = PostgresTestSchema.extend({ connected: z.boolean() });
export type PostgresConnect = z.infer<typeof PostgresConnectSchema>;

/** An address as it was pasted; null: the one that is saved, or that the program was started with. */
export const PastedSchema = z.string().max(4096).nullable();
