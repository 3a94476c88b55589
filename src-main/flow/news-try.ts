/**
 * One source of news read once, saved or not: what came, how new it is, or what is wrong and what to do. Nothing is stored, and
 * every other source is left alone.
 */
import { FaultError, type Fault, type FaultKind } from '../../src-shared/fault.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import type { Settings } from '../../src-shared/settings.ts';
import type { NewsSourceChoice, NewsTry } from '../../src-shared/setup.ts';
import { newsSourcesOf, type SourcesOptions } from '../news/sources.ts';

/** What a failure of this kind is mended by, where its detail does not say so itself. */
const ADVICE: Partial<Record<FaultKind, string>> = {
  network: 'is this machine online, and may it reach that host?',
  timeout: 'is this machine online, and may it reach that host?',
  unavailable: 'the service has trouble of its own; it is asked again by itself',
  rate_limited: 'wait, and raise its pollMinutes',
  corrupt: 'open the address in a browser: is it still a feed, or a sign-in page?',
};

/** The detail without the source's name, which stands beside it already, and with what to do. */
export function advised(fault: Fault, id: string): Fault {
  const bare = fault.detail.startsWith(`${id}: `) ? fault.detail.slice(id.length + 2) : fault.detail;
  const advice = ADVICE[fault.kind];
  return { ...fault, detail: advice === undefined ? bare : `${bare}; ${advice}` };
}

export async function tryNews(
  options: SourcesOptions,
  choice: NewsSourceChoice,
  signal: AbortSignal,
): Promise<NewsTry> {
  const nothing = { ok: false, ms: null, items: null, newest: null };
  try {
    const [source] = newsSourcesOf({ ...options, news: onlyThis(options.news, choice) });
    if (source === undefined) return { ...nothing, detail: 'there is no such source' };
    return await read(source, options, signal);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { ...nothing, detail: error.fault.detail };
  }
}

async function read(source: NewsSource, { clock }: SourcesOptions, signal: AbortSignal): Promise<NewsTry> {
  const started = clock.wall.now();
  const answer = await source.poll(clock.market.now(), signal);
  const ms = clock.wall.now() - started;
  const { state, detail } = source.health();
  if (!answer.ok) return { ok: false, ms, items: null, newest: null, detail: advised(answer.fault, source.id).detail };
  if (state === 'disabled') return { ok: false, ms: null, items: null, newest: null, detail: detail ?? 'switched off' };
  const items = answer.value.length;
  const newest = items === 0 ? null : answer.value.reduce((time, item) => Math.max(time, item.published_at), 0);
  return { ok: true, ms, items, newest, detail: detail ?? '' };
}

/** Settings under which that one source is all there is. */
function onlyThis(news: Settings['news'], choice: NewsSourceChoice): Settings['news'] {
  const isService = (id: string): boolean => choice.kind === 'service' && choice.service === id;
  return {
    ...news,
    mode: choice.kind === 'file' ? 'replay' : 'live',
    files: choice.kind === 'file' ? [choice.path] : [],
    feeds: choice.kind === 'feed' ? [{ ...choice.feed, enabled: true }] : [],
    useDefaults: false,
    cryptopanic: { ...news.cryptopanic, enabled: isService('cryptopanic') },
    newsapi: { ...news.newsapi, enabled: isService('newsapi') },
    reddit: { ...news.reddit, enabled: isService('reddit') },
  };
}
