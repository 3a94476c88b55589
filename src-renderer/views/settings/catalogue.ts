/**
 * Every setting once: its group, its kind of control, and when it is shown. What has a control of its own (symbols, feeds, prices)
 * is `own` and drawn by its group. A test holds this against the schema.
 */
import { READ_AT_START, type Settings } from '../../../src-shared/settings.ts';
import { FIELD_TEXT, type FieldPath } from '../../../src-shared/text/settings-fields.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';

export type GroupId = keyof typeof SETTINGS_TEXT.groups;
export const GROUPS: readonly GroupId[] = [
  'markets',
  'alerts',
  'news',
  'model',
  'embedder',
  'detection',
  'storage',
  'postgres',
  'appearance',
  'transfer',
];

export type Kind =
  | { readonly kind: 'switch' | 'text' | 'time' | 'lines' | 'own' }
  /** `scale`: the stored number in one of the shown unit. `empty`: what an empty field stands for. */
  | { readonly kind: 'number'; readonly scale?: number; readonly empty?: null | 'absent' }
  | { readonly kind: 'optional'; readonly empty: null | 'absent' }
  | { readonly kind: 'choice' };

export type Setting = Kind & {
  readonly path: FieldPath;
  readonly group: GroupId;
  /** Hidden while it means nothing. */
  readonly when?: (settings: Settings) => boolean;
};

const GB = 1e9;
const byEndpoint = ({ embedder }: Settings): boolean => embedder.kind === 'endpoint';
const byLocalModel = ({ embedder }: Settings): boolean => embedder.kind === 'local';
const quiet = ({ quietHours }: Settings): boolean => quietHours.enabled;
const model = (settings: Settings): boolean => settings.model.enabled;
const reddit = ({ news }: Settings): boolean => news.reddit.enabled;
const newsapi = ({ news }: Settings): boolean => news.newsapi.enabled;

type Rest = Omit<Setting, 'path' | 'group'>;
const of = (group: GroupId, entries: readonly (readonly [FieldPath, Kind, Setting['when']?])[]): Setting[] =>
  entries.map(([path, kind, when]) => ({ ...(kind as Rest), path, group, ...(when && { when }) }) as Setting);

const SWITCH = { kind: 'switch' } as const;
const NUMBER = { kind: 'number' } as const;
const TEXT = { kind: 'text' } as const;
const CHOICE = { kind: 'choice' } as const;
const LINES = { kind: 'lines' } as const;
const OWN = { kind: 'own' } as const;
const UNLIMITED = { kind: 'number', empty: null } as const;
const MAYBE = { kind: 'number', empty: 'absent' } as const;

export const CATALOGUE: readonly Setting[] = [
  ...of('markets', [
    ['simulated', SWITCH],
    ['backfillDays', NUMBER],
  ]),
  ...of('alerts', [
    ['alertsPerDay', NUMBER],
    ['cooldownMinutes', NUMBER],
    ['quietHours.enabled', SWITCH],
    ['quietHours.from', { kind: 'time' }, quiet],
    ['quietHours.to', { kind: 'time' }, quiet],
    ['notifications.enabled', SWITCH],
    ['notifications.sound', SWITCH],
    ['closeToTray', SWITCH],
  ]),
  ...of('news', [
    ['news.mode', CHOICE],
    ['news.useDefaults', SWITCH],
    ['news.feeds', OWN],
    ['news.files', LINES],
    ['news.pollMinutes', NUMBER],
    ['minClusterSize', NUMBER],
    ['news.allowPrivateHosts', LINES],
    ['news.cryptopanic.enabled', SWITCH],
    ['news.cryptopanic.pollMinutes', MAYBE, ({ news }) => news.cryptopanic.enabled],
    ['news.newsapi.enabled', SWITCH],
    ['news.newsapi.plan', CHOICE, newsapi],
    ['news.newsapi.query', TEXT, newsapi],
    ['news.newsapi.pollMinutes', NUMBER, newsapi],
    ['news.reddit.enabled', SWITCH],
    ['news.reddit.subreddits', LINES, reddit],
    ['news.reddit.minScore', NUMBER, reddit],
    ['news.reddit.username', { kind: 'optional', empty: 'absent' }, reddit],
    ['news.reddit.pollMinutes', MAYBE, reddit],
  ]),
  ...of('model', [
    ['model.enabled', SWITCH],
    ['model.preset', CHOICE, model],
    ['model.baseUrl', { kind: 'optional', empty: null }, model],
    ['model.model', { kind: 'optional', empty: null }, model],
    ['model.output', CHOICE, model],
    ['model.tools', CHOICE, model],
    ['model.timeoutSeconds', NUMBER, model],
    ['model.price', OWN, model],
    ['model.budget.moneyPerDay', UNLIMITED, model],
    ['model.budget.moneyPerMonth', UNLIMITED, model],
    ['model.budget.tokensPerDay', UNLIMITED, model],
    ['model.budget.tokensPerMonth', UNLIMITED, model],
    ['model.judge.enabled', SWITCH, model],
    ['model.judge.endpoint', OWN, (settings) => settings.model.enabled && settings.model.judge.enabled],
  ]),
  ...of('embedder', [
    ['embedder.kind', CHOICE],
    ['embedder.allowDownload', SWITCH, byLocalModel],
    ['embedder.folder', TEXT, byLocalModel],
    ['embedder.baseUrl', TEXT, byEndpoint],
    ['embedder.model', TEXT, byEndpoint],
    ['embedder.sameStory', UNLIMITED],
  ]),
  ...of('detection', [
    ['volumeRaises', SWITCH],
    ['zScoreRaises', SWITCH],
    ['bollingerRaises', SWITCH],
  ]),
  ...of('storage', [
    ['retention.pricesDays', NUMBER],
    ['retention.candlesDays', NUMBER],
    ['retention.newsDays', NUMBER],
    ['retention.maxBytes', { kind: 'number', scale: GB }],
    ['retention.maxPriceRows', NUMBER],
    ['retention.archive', SWITCH],
    ['retention.archiveFolder', TEXT, ({ retention }) => retention.archive],
    ['backup.enabled', SWITCH],
    ['backup.hour', NUMBER, ({ backup }) => backup.enabled],
    ['backup.keep', NUMBER, ({ backup }) => backup.enabled],
    ['backup.folder', TEXT, ({ backup }) => backup.enabled],
    ['disk.lowBytes', { kind: 'number', scale: GB }],
    ['disk.fullBytes', { kind: 'number', scale: GB }],
  ]),
  ...of('appearance', [
    ['appearance.theme', CHOICE],
    ['appearance.contrast', CHOICE],
    ['appearance.candles', CHOICE],
    ['appearance.time', CHOICE],
    ['appearance.locale', OWN],
  ]),
];

/** Settings of the schema that are no field of the catalogue: chosen in a picker or in Rules, pasted, or kept by the guide itself. */
export const ELSEWHERE = [
  'firstRun',
  'venue',
  'symbols',
  'symbolRules',
  'snooze',
  'postgres.enabled',
  'postgres.address',
] as const;

export const atStart = (path: string): boolean =>
  READ_AT_START.some((key) => path === key || path.startsWith(`${key}.`));

export const groupOf = (path: FieldPath): GroupId => CATALOGUE.find((one) => one.path === path)?.group ?? 'markets';
export const groupAtStart = (id: GroupId): boolean => {
  const fields = CATALOGUE.filter(({ group }) => group === id);
  return fields.length > 0 && fields.every(({ path }) => atStart(path));
};

/** Settings with every typed word in name, hint, path or group. */
export function findSettings(typed: string): Setting[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return CATALOGUE.filter(({ path, group }) => {
    const { label, hint } = FIELD_TEXT[path];
    const text = `${label} ${hint} ${path} ${SETTINGS_TEXT.groups[group]}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
