/**
 * Settings: one schema with defaults and bounds for the window, the headless engine and the file on disk. Unknown keys
 * are dropped, wrong values name their path; secrets are not here (keychain or environment).
 */
import { z } from 'zod';
import { failed, ok, type Result } from './fault.ts';
import { SymbolSchema, VenueSchema } from './market.ts';
import { ModelSettingsSchema } from './model-settings.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM');

export const NewsFeedSchema = z.object({
  id: z.string().min(1).max(50),
  url: z.url({ protocol: /^https?$/ }),
  enabled: z.boolean().default(true),
  /** Instead of news.pollMinutes. */
  pollMinutes: z.number().min(1).max(1440).optional(),
});

export type NewsFeed = z.infer<typeof NewsFeedSchema>;

/** Services that need a key, which is not here: it comes from the environment, and without it the service is not asked. */
const NewsServicesSchema = z.object({
  cryptopanic: z
    .object({ enabled: z.boolean().default(true), pollMinutes: z.number().min(5).max(1440).optional() })
    .prefault({}),
  newsapi: z
    .object({
      enabled: z.boolean().default(true),
      /** The developer plan allows 100 requests a day. */
      pollMinutes: z.number().min(15).max(1440).default(15),
      query: z.string().min(1).max(500).default('crypto OR cryptocurrency OR bitcoin OR ethereum'),
      /** Articles of the developer plan come 24 hours late. */
      plan: z.enum(['developer', 'paid']).default('developer'),
    })
    .prefault({}),
  reddit: z
    .object({
      enabled: z.boolean().default(true),
      pollMinutes: z.number().min(1).max(1440).optional(),
      subreddits: z
        .array(z.string().regex(/^\w{2,21}$/, 'expected a name such as CryptoCurrency, without r/'))
        .min(1)
        .max(20)
        .default(['CryptoCurrency', 'Bitcoin', 'ethereum']),
      /** Posts below this score are left out until they reach it. */
      minScore: z.number().int().min(0).max(100_000).default(10),
      /** The account the application belongs to; Reddit wants it named in the requests. */
      username: z
        .string()
        .regex(/^[\w-]{3,20}$/)
        .optional(),
    })
    .prefault({}),
});

/** Keys are not here: MANE_EMBEDDINGS_KEY or MANE_OPENAI_KEY. */
export const EmbedderSettingsSchema = z.object({
  /** Built in; a model in a folder; an OpenAI-compatible `/embeddings` endpoint (headlines leave the machine). */
  kind: z.enum(['lexical', 'local', 'endpoint']).default('lexical'),
  /** Folder of the local model; empty: in the data folder. */
  folder: z.string().max(1000).default(''),
  /** Consent to fetching the local model (24 MB) once from huggingface.co when the folder has none. */
  allowDownload: z.boolean().default(false),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.openai.com/v1'),
  model: z.string().min(1).max(200).default('text-embedding-3-small'),
  /** Cosine from which two headlines are one story; null: the embedder's own. */
  sameStory: z.number().min(0.05).max(0.99).nullable().default(null),
});
export type EmbedderSettings = z.infer<typeof EmbedderSettingsSchema>;

/** What is different for one symbol of the watch-list. */
export const SymbolRuleSchema = z.object({
  /** No alert of it, and none is taken from the budget; its anomalies are stored and explained all the same. */
  muted: z.boolean().default(false),
  /** Alerts only of what comes about once in this many days or less often; null: as the watch-list. */
  onceInDays: z.number().min(0.1).max(60).nullable().default(null),
  /** Minutes between two of its notifications; null: as the watch-list. */
  cooldownMinutes: z.number().min(0).max(1440).nullable().default(null),
});
export type SymbolRule = z.infer<typeof SymbolRuleSchema>;

/** The longest snooze: a forgotten one must not silence a month. */
export const MOST_SNOOZE_MS = 7 * 86_400_000;
const marketTime = z.number().int().min(0).max(8.64e15);
const SnoozeSchema = z
  .object({ from: marketTime, until: marketTime })
  .refine(({ from, until }) => until > from && until - from <= MOST_SNOOZE_MS, 'expected at most seven days');
/** BCP 47. Only how numbers and dates are written: the words stay English. */
export const NUMBER_LOCALES = [
  'system',
  'en-GB',
  'en-US',
  'en-IN',
  'de-DE',
  'de-CH',
  'fr-FR',
  'es-ES',
  'it-IT',
  'pt-BR',
  'nl-NL',
  'pl-PL',
  'sv-SE',
  'tr-TR',
  'ja-JP',
  'ko-KR',
  'zh-CN',
] as const;

/** No colon before the @, and no parameter of that name: a password pasted here would lie in the open. */
const WITHOUT_PASSWORD = /^$|^postgresql:\/\/[^\s:@/?#]+@[^\s@?#]*(?:\?(?![^#]*pass)[^\s#@]*)?$/i;

export const SettingsSchema = z.object({
  /** `due`: nothing was ever chosen here, and the guide is shown. Files from before there was a guide are `done`. */
  firstRun: z.enum(['due', 'done']).default('done'),
  /** Watch the simulated market instead of the venue, in a store of its own. Takes effect at the next start. */
  simulated: z.boolean().default(false),
  venue: VenueSchema.default('coinbaseexchange'),
  symbols: z
    .array(SymbolSchema)
    .min(1)
    .max(500)
    .default(['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'DOGE-USD', 'ADA-USD', 'LINK-USD', 'AVAX-USD']),
  /** N: alerts a day over the whole watch-list. Never more than 2N in any 24 hours. */
  alertsPerDay: z.number().min(0.1).max(100).default(5),
  /** Unusual volume without an unusual move raises an anomaly too; it takes alerts from the budget. Takes effect at the next start. */
  volumeRaises: z.boolean().default(false),
  /** The same for the one-minute z-score and for a close far outside its Bollinger band, which otherwise only annotate. */
  zScoreRaises: z.boolean().default(false),
  bollingerRaises: z.boolean().default(false),
  quietHours: z
    .object({ enabled: z.boolean().default(false), from: clockTime.default('23:00'), to: clockTime.default('07:00') })
    .prefault({}),
  /** Minutes between two notifications of one symbol. */
  cooldownMinutes: z.number().min(0).max(1440).default(15),
  /** Without an entry a symbol is treated as the watch-list. */
  symbolRules: z
    .record(SymbolSchema, SymbolRuleSchema)
    .refine((rules) => Object.keys(rules).length <= 500, 'expected at most 500 symbols')
    .default({}),
  /** Notifications rest from one moment of market time to another; what comes meanwhile waits in the digest. */
  snooze: SnoozeSchema.nullable().default(null),
  notifications: z.object({ enabled: z.boolean().default(true), sound: z.boolean().default(false) }).prefault({}),
  news: z
    .object({
      /** What is read: publishers and services; the files of `files` alone; or both. */
      mode: z.enum(['live', 'replay', 'hybrid']).default('live'),
      /** News files (JSON, NDJSON or CSV) of the modes replay and hybrid. */
      files: z.array(z.string().min(1).max(4096)).max(20).default([]),
      feeds: z.array(NewsFeedSchema).max(50).default([]),
      /** Use the shipped list of publishers besides `feeds`. */
      useDefaults: z.boolean().default(true),
      pollMinutes: z.number().min(1).max(60).default(5),
      /** Hosts on private addresses that feeds may use. */
      allowPrivateHosts: z.array(z.string()).default([]),
      ...NewsServicesSchema.shape,
    })
    .prefault({}),
  /** How headlines are told alike. Takes effect at the next start. */
  embedder: EmbedderSettingsSchema.prefault({}),
  minClusterSize: z.number().int().min(2).max(20).default(2),
  retention: z
    .object({
      pricesDays: z.number().int().min(1).max(3650).default(30),
      candlesDays: z.number().int().min(7).max(3650).default(400),
      newsDays: z.number().int().min(1).max(3650).default(400),
      /** Size of the database file above which the oldest prices and candles go first. */
      maxBytes: z.number().int().min(50_000_000).default(4_000_000_000),
      maxPriceRows: z.number().int().min(10_000).default(20_000_000),
      /** Prices and candles are written to the archive, and read back from it, before they are deleted. */
      archive: z.boolean().default(false),
      /** Empty: `archive` beside the database. */
      archiveFolder: z.string().max(4096).default(''),
    })
    .prefault({}),
  /** A checked copy of the database, once a day. */
  backup: z
    .object({
      enabled: z.boolean().default(true),
      /** Empty: `backups` beside the database. */
      folder: z.string().max(4096).default(''),
      /** Newest backups that stay. */
      keep: z.number().int().min(1).max(365).default(3),
      /** Hour of the day, local time, from which the daily care may run. */
      hour: z.number().int().min(0).max(23).default(4),
    })
    .prefault({}),
  /** Free bytes of the database's volume: below `lowBytes` it is said, below `fullBytes` prices are thinned and backups wait. */
  disk: z
    .object({
      lowBytes: z.number().int().min(0).default(2_000_000_000),
      fullBytes: z.number().int().min(0).default(300_000_000),
    })
    .prefault({}),
  /** PostgreSQL beside the local store. */
  postgres: z
    .object({
      enabled: z.boolean().default(false),
      /** `postgresql://user@host:5432/database?…`; the password is kept apart. */
      address: z
        .string()
        .max(2048)
        .regex(WITHOUT_PASSWORD, 'expected postgresql://user@host:5432/database without a password')
        .default(''),
    })
    .prefault({}),
  model: ModelSettingsSchema,
  backfillDays: z.number().int().min(0).max(60).default(8),
  appearance: z
    .object({
      theme: z.enum(['system', 'dark', 'light']).default('system'),
      candles: z.enum(['standard', 'colour_blind']).default('standard'),
      time: z.enum(['local', 'utc']).default('local'),
      /** `system`: what the operating system asks for. */
      contrast: z.enum(['system', 'standard', 'more']).default('system'),
      /** How numbers and dates are written; `system`: as the operating system does. */
      locale: z.enum(NUMBER_LOCALES).default('system'),
    })
    .prefault({}),
  closeToTray: z.boolean().default(true),
});
export type Settings = z.infer<typeof SettingsSchema>;

export const defaultSettings = (): Settings => SettingsSchema.parse({});

/** Only between its two moments: set back, a clock ends it instead of prolonging it. */
export const isSnoozed = ({ snooze }: Pick<Settings, 'snooze'>, now: number): boolean =>
  snooze !== null && now >= snooze.from && now < snooze.until;
/** What an engine reads once, at its start. */
export const READ_AT_START = [
  'simulated',
  'venue',
  'symbols',
  'volumeRaises',
  'zScoreRaises',
  'bollingerRaises',
  'news',
  'embedder',
  'minClusterSize',
] as const satisfies readonly (keyof Settings)[];

/** Which of them differ between the settings an engine started with and those of now. On the simulated market the venue waits for nothing. */
export function waitingForStart(started: Settings, now: Settings): string[] {
  const differs = (key: keyof Settings): boolean => JSON.stringify(started[key]) !== JSON.stringify(now[key]);
  return READ_AT_START.filter((key) => differs(key) && !(key === 'venue' && started.simulated && now.simulated));
}

/** A change to settings: top-level keys, each whole. Checked by `applyPatch`, because a schema's defaults would fill in
 *  what the change does not mention. */
export const SettingsPatchSchema = z.record(z.string(), z.unknown());
export type SettingsPatch = Partial<Settings>;

export function applyPatch(current: Settings, patch: Record<string, unknown>): Result<Settings> {
  const unknown = Object.keys(patch).filter((key) => !(key in SettingsSchema.shape));
  if (unknown.length > 0) return failed('bad_input', `unknown setting: ${unknown.join(', ')}`);
  const parsed = SettingsSchema.safeParse({ ...current, ...patch });
  return parsed.success ? ok(parsed.data) : failed('bad_input', describeIssues(parsed.error));
}

/** `path: what was expected`, one line for each thing that is wrong. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`).join('; ');
}
