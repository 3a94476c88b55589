/** `mane backfill-news`: news of past days into the archive, from services that keep them and from files; whole days, resumable. */
import { z } from 'zod';
import { type Fault, FaultError, throwFault } from '../../src-shared/fault.ts';
import { baseOf, DAY_MS, type EpochMs } from '../../src-shared/market.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';
import type { NewsHistory } from '../../src-shared/ports/news-source.ts';
import { systemClock } from '../base/clock.ts';
import { createHttp } from '../base/http.ts';
import { dataFolder } from '../base/paths.ts';
import { openSecrets } from '../base/secrets.ts';
import { openSettings } from '../base/settings-file.ts';
import { backfillNews, dayText, type NewsBackfillReport } from '../flow/backfill-news.ts';
import { archiveItems } from '../news/archive.ts';
import { feedsOf } from '../news/default-feeds.ts';
import { fileHistory } from '../news/file-source.ts';
import { loadLinker } from '../news/linker.ts';
import { lexiconSentiment } from '../news/sentiment.ts';
import { serviceSources } from '../news/sources.ts';
import type { OpenStore } from '../store/store-client.ts';
import type { Command, CommandContext } from './context.ts';
import { CountSchema, DaySchema, ListSchema, readOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { withWriting } from './store-access.ts';

const OptionsSchema = z.object({
  from: DaySchema.optional(),
  to: DaySchema.optional(),
  days: CountSchema.max(400, 'expected 1 to 400 days').optional(),
  source: ListSchema.optional(),
  file: ListSchema.optional(),
});
type Wanted = z.infer<typeof OptionsSchema>;

/** The developer plans reach back a month at most; a week costs few requests. */
const DEFAULT_DAYS = 7;

/** One history to be filled, over whole UTC days. */
export interface Past {
  readonly id: string;
  readonly history: NewsHistory;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export const backfillNewsCommand: Command = async (context, options) => {
  const wanted = readOptions(OptionsSchema, options);
  if (wanted.days !== undefined && wanted.from !== undefined)
    throwFault('bad_usage', 'backfill-news: give --days or --from, not both');
  const pasts = [...servicesOf(wanted), ...(await filesOf(wanted))];
  if (pasts.length === 0)
    throwFault(
      'unavailable',
      'no news source with history has a key (see `mane doctor`); set one, or give --file FILE. RSS feeds have no history',
    );
  await withWriting(context, (store) => fillAll(context, store, pasts));
};

function servicesOf(wanted: Wanted): Past[] {
  if (wanted.file !== undefined && wanted.source === undefined) return [];
  const settings = openSettings(dataFolder()).get();
  const assets = [...new Set(settings.symbols.map(baseOf))];
  const http = createHttp({ wall: systemClock.wall, allowPrivateHosts: settings.news.allowPrivateHosts });
  const services = serviceSources({
    news: settings.news,
    assets,
    http,
    clock: systemClock,
    secrets: openSecrets(dataFolder()),
  });
  const range = rangeOf(wanted, systemClock.market.now());
  const named = (id: string) => wanted.source?.some((name) => name.toLowerCase() === id.toLowerCase()) ?? true;
  const feed = feedsOf(settings.news).find(({ id }) => wanted.source !== undefined && named(id));
  if (feed !== undefined)
    throwFault(
      'bad_usage',
      `${feed.id} is an RSS feed: it has no history, only what is new; read from a file with --file`,
    );
  const known = services.map(({ id }) => id.toLowerCase());
  const unknown = wanted.source?.find((name) => !known.includes(name.toLowerCase()));
  if (unknown !== undefined)
    throwFault(
      'bad_usage',
      `--source ${unknown}: expected one of ${known.join(', ')} that is switched on in the settings`,
    );
  return services.flatMap((service) => {
    const { id, history } = service;
    const { state, detail } = service.health();
    if (history === undefined || !named(id)) return [];
    if (state !== 'disabled') return [{ id, history, ...range }];
    return wanted.source === undefined ? [] : throwFault('unavailable', `${id}: ${detail}`);
  });
}

async function filesOf(wanted: Wanted): Promise<Past[]> {
  const files = await Promise.all((wanted.file ?? []).map((path) => fileHistory(path)));
  const limited = wanted.from !== undefined || wanted.to !== undefined || wanted.days !== undefined;
  return files.map(({ id, history, first, last }) => {
    const whole = { from: midnight(first), to: midnight(last) + DAY_MS };
    const range = limited ? rangeOf(wanted, systemClock.market.now()) : whole;
    return { id, history, from: Math.max(range.from, whole.from), to: Math.min(range.to, whole.to) };
  });
}

const midnight = (time: EpochMs): EpochMs => Math.floor(time / DAY_MS) * DAY_MS;

/** `--to` is the last day, itself included; the default is today. */
function rangeOf({ from, to, days = DEFAULT_DAYS }: Wanted, now: EpochMs): Pick<Past, 'from' | 'to'> {
  const end = (to ?? midnight(now)) + DAY_MS;
  const begin = from ?? end - DAY_MS - days * DAY_MS;
  if (begin >= end) throwFault('bad_usage', `--from ${dayText(begin)} is later than --to ${dayText(end - DAY_MS)}`);
  return { from: begin, to: end };
}

/** Fills one after the other and prints a line for each. A fault of one is told at the end; the others go on. */
export async function fillAll(context: CommandContext, store: OpenStore, pasts: readonly Past[]): Promise<void> {
  const { reader, writer } = store;
  const stations = { linker: loadLinker(), sentiment: lexiconSentiment, reader, writer };
  const archive = async (items: readonly RawNewsItem[]): Promise<number> =>
    (await archiveItems(items, stations)).length;
  const progress = createProgress(context);
  let first: Fault | null = null;
  for (const past of pasts) {
    if (context.signal.aborted) break;
    const { id, history, from, to } = past;
    const onProgress = (done: number, total: number, day: string) => progress.update(done, total, `${id} ${day}`);
    const report = await backfillNews(
      { history, reader, writer, archive, market: systemClock.market, onProgress },
      { from, to, signal: context.signal },
    ).finally(() => progress.end());
    context.out(context.json ? JSON.stringify(jsonOf(past, report)) : lineOf(past, report));
    // Where a history simply ends, everything was done that could be.
    if (report.fault !== null && report.fault.kind !== 'not_found') first ??= report.fault;
  }
  if (first !== null)
    throw new FaultError({ ...first, detail: `${first.detail}; what came before is kept, run it again to go on` });
}

function jsonOf({ id, from, to }: Past, { items, completed, known, open, fault }: NewsBackfillReport) {
  const range = { from: dayText(from), to: dayText(to - DAY_MS) };
  const days = { days_completed: completed, days_known: known, days_open: open };
  return { type: 'backfill-news', source: id, ...range, items, ...days, error: fault?.detail ?? null };
}

function lineOf({ id, from, to }: Past, { items, completed, known, open, fault }: NewsBackfillReport): string {
  const days = [
    `${completed} days completed`,
    known > 0 ? `${known} known already` : '',
    open > 0 ? `${open} open` : '',
  ];
  const end = fault === null ? '' : `; ${fault.detail}`;
  return `${id} ${dayText(from)} … ${dayText(to - DAY_MS)}: ${items} items, ${days.filter((text) => text !== '').join(', ')}${end}`;
}
