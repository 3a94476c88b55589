/** The words of the Health board: each instrument's promise and its reading. Counts, sizes and ages come as texts. */
import type { CareResult } from '../care.ts';
import type { EgressAsker } from '../egress.ts';
import type { SourceHealth } from '../health.ts';
import { FEED_STATES } from './labels.ts';
import { localised } from './localised.ts';
import { numberText } from './number-style.ts';

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export const HEALTH_TEXT = localised({
  title: 'Health',
  pause: 'Pause',
  resume: 'Resume',
  why: 'Why did, or didn’t, I get an alert?',
  needsALook: 'needs a look',
  notKnown: 'not known',
  notYet: 'not yet',
  none: '–',
  failed: (detail: string) => `This could not be read: ${detail}.`,

  // Feed.
  feed: (venue: string) => `Feed, ${venue}`,
  feedReading: (state: string, age: string | null) => (age === null ? state : `${state}, ${age} old`),
  feedPromise: 'Silence is noticed within 15 s; what was missed is read again and marked as repaired.',
  received: 'Events received',
  reconnects: 'Reconnects',
  gaps: 'Gaps open / repaired',
  skew: 'Clock skew',
  skewMs: (ms: number) => (Math.abs(ms) < 10_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 1000)} s`),
  skewNote: 'This machine’s clock differs from the venue’s by more than a minute; ages and quiet hours follow it.',
  refused: 'Refused ticks',
  lastFault: 'Last fault',
  feedStates: FEED_STATES,

  // Budget.
  budget: 'Alert budget',
  budgetReading: (used: string, perDay: string) => `${used} of ${perDay} today`,
  budgetPromise: (perDay: string, hardStop: string) =>
    `About ${perDay} alerts a day in the long run, never more than ${hardStop} in 24 hours.`,
  promised: 'Promised a day',
  realised: 'Realised a day',
  realisedUnknown: 'not known yet',
  measuredOver: 'Measured over',
  days: (count: number) => plural(count, 'day'),
  digest: 'Waiting in the digest',

  // Promised and realised, by day.
  daysChart: 'Alerts of the last 30 days',
  daysPromise:
    'Promised against realised, a day at a time. Kept in the digest: the limit was reached, or it was found late.',
  daysReading: (delivered: number, held: number) => `${delivered} delivered, ${held} held back`,
  daysEmpty: 'No alert in these days.',
  dayWords: (day: string, delivered: number, held: number, beyond: number) =>
    `${day}: ${delivered} delivered, ${held} held back, ${beyond} kept in the digest`,
  linePromised: (perDay: string) => `about ${perDay}`,
  lineLimit: (limit: string) => `never over ${limit}`,
  keyDelivered: 'delivered',
  keyHeld: 'held back',
  keyBeyond: 'kept in the digest',

  // Store.
  store: 'Store',
  storeStates: { ok: 'ok', degraded: 'degraded', read_only: 'read only', failed: 'failed' },
  storeReading: (state: string, size: string | null) => (size === null ? state : `${state}, ${size}`),
  storePromise: 'What was received is kept, also through a crash.',
  queued: 'Rows waiting',
  dropped: 'Rows dropped',
  candles: 'Candles',
  prices: 'Prices',
  schema: 'Schema',
  file: 'File',

  // PostgreSQL.
  postgres: 'PostgreSQL',
  postgresPromise: 'The engine never waits for it; an outage costs a backlog and nothing else.',
  pricesWaiting: 'Prices waiting',
  ranges: (count: string, one: boolean) => `${count} ${one ? 'range' : 'ranges'}`,
  oldest: 'Oldest of them',
  parked: 'Refused for good',
  lastSent: 'Last sent',
  lastTaken: 'Last taken',
  collectors: 'Symbols here / elsewhere',
  server: 'Server',

  // News.
  news: 'News sources',
  newsReading: (well: number, wanted: number) => (wanted === 0 ? 'none' : `${well} of ${wanted} readable`),
  newsPromise: 'A source that was down is never taken for no news: the narrative names it.',
  embedder: 'embedder',
  insteadOf: (used: string, chosen: string) => `${used} instead of ${chosen}`,
  sourceStates: {
    idle: 'not read yet',
    ok: 'read',
    unchanged: 'unchanged',
    backing_off: 'waiting after a failure',
    failed: 'could not be read',
    disabled: 'not set up',
  } satisfies Record<SourceHealth['state'], string>,
  note: (id: string, detail: string) => (detail.startsWith(`${id}: `) ? detail : `${id}: ${detail}`),

  // Narratives.
  narratives: 'Narratives',
  narrativesReading: (percent: number | null) =>
    percent === null ? 'none written yet' : `${percent} % of drafts passed`,
  narrativesPromise: 'Nothing is shown as an explanation unless it passed every veto.',
  passed: (passed: number, total: number) => `${passed} of ${total}`,
  anomalies: 'Anomalies',
  unfinished: 'Unfinished',

  // Model.
  model: (provider: string) => `Language model, ${provider}`,
  modelStates: {
    off: 'off',
    ready: 'ready',
    budget_low: 'budget nearly used',
    budget_used: 'budget used',
    failing: 'failing',
  },
  modelPromise: 'No call leaves unless its worst case fits the budget; without it the template writes.',
  modelReading: (state: string, money: string) => `${state}, ${money} today`,
  money: (dollars: number) => `$${numberText(dollars, dollars >= 10 ? 0 : 2)}`,
  ofLimit: (spent: string, limit: string | null) => (limit === null ? `${spent}, no limit` : `${spent} of ${limit}`),
  moneyToday: 'Money today',
  moneyMonth: 'Money this month',
  tokensToday: 'Tokens today',
  callsToday: 'Calls today',
  modelName: 'Model',

  // History.
  history: 'History',
  learningReading: (count: number) => (count === 0 ? 'all symbols learned' : `${plural(count, 'symbol')} learning`),
  historyPromise: 'Rarity needs about five days of candles; until then a symbol says that it is learning.',
  speed: 'Market speed',
  gapsOpen: 'Gaps open',
  newsItems: 'News items',

  // Engine.
  engine: 'Engine',
  engineReading: (ms: string | null) => (ms === null ? 'measuring' : `answers within ${ms}`),
  enginePromise: 'A tick never waits for disk, network or window. 99 of 100 calls of the last minute were that quick.',
  longest: 'Longest wait',
  memory: 'Memory',
  droppedRows: 'Rows dropped',
  started: 'Running since',

  // Care.
  care: 'Care',
  careJobs: { retention: 'Retention', archive: 'Archive', backup: 'Backup' } satisfies Record<
    CareResult['job'],
    string
  >,
  careRunning: (job: string) => `${job} is running`,
  diskFull: 'The disk is nearly full',
  diskLow: 'Little room on the disk',
  noBackup: 'No backup yet',
  backupOf: (size: string) => `Backup of ${size}`,
  backupFailed: 'The backup failed',
  carePromise: 'Once a day a copy is made, checked and tried; what is past its time goes.',
  careFull: 'Old prices are thinned and backups wait; candles, anomalies and news stay. It ends when there is room.',
  nextRun: 'Next daily run',
  switchedOff: 'switched off',
  room: 'Room on the disk',
  jobFailed: 'failed, ',
  backUp: 'Back up now',
  backingUp: 'Copying and checking',
  jobDetail: (job: string, detail: string) => `${job}: ${detail}`,

  // Egress.
  egress: 'Connections',
  egressReading: (hosts: number) => (hosts === 0 ? 'none yet' : plural(hosts, 'host')),
  egressPromise:
    'Every host this engine connected to since it started, whoever asked. Nothing is left out; no paths, no contents.',
  egressSince: (since: string) => `Since ${since}.`,
  egressTable: 'All connections',
  host: 'Host',
  asker: 'For',
  askers: {
    feed: 'prices',
    news: 'news',
    model: 'language model',
    embedder: 'headline vectors',
    postgres: 'PostgreSQL',
  } satisfies Record<EgressAsker, string>,
  unsigned: 'not known',
  requests: 'Requests',
  connections: 'Connections',
  down: 'Received',
  up: 'Sent',
  last: 'Last',
  copy: 'Copy as CSV',
  copied: 'Copied',
  notCopied: 'Not copied: the clipboard is not available here',

  // Faults.
  faults: 'Newest faults',
  noFaults: 'None since the start.',
});
