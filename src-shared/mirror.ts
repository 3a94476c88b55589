/** The mirror's words: what Health, the status line, Settings and `mane mirror status` say of PostgreSQL beside the local store. */
import { z } from 'zod';

export const MirrorStateSchema = z.enum([
  'connecting',
  /** The first copy in either direction is under way. */
  'initial_sync',
  'in_step',
  /** Reachable, with a backlog. */
  'behind',
  /** Will be tried again by itself. */
  'unreachable',
  /** Waiting will not heal it: a person has to do what `detail` says. */
  'refused',
]);

export const MirrorHealthSchema = z.object({
  /** User, host, port and database; never a password. */
  label: z.string(),
  state: MirrorStateSchema,
  /** One line that says what to do; null when all is well. */
  detail: z.string().nullable(),
  backlog: z.object({
    /** Anomalies with their children, alerts, feedback and archive rows that wait. */
    rows: z.number(),
    /** Stretches of prices and candles that wait. */
    ranges: z.number(),
    /** Wall time of the oldest of them, epoch ms. */
    oldestAt: z.number().nullable(),
  }),
  sync: z.object({ direction: z.enum(['push', 'pull']), done: z.number(), total: z.number() }).nullable(),
  /** Rows the server refused for good; they stay here and are told. */
  parked: z.number(),
  lastPushAt: z.number().nullable(),
  lastPullAt: z.number().nullable(),
  /** Symbols this machine collects, and those another one does; null when it collects alone. */
  collectors: z.object({ machine: z.string(), held: z.number(), others: z.number() }).nullable(),
});
export type MirrorHealth = z.infer<typeof MirrorHealthSchema>;
