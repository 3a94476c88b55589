/** The news lines of `mane doctor`: each source of the settings is asked once, and one line says what came or what to do. */
import { FaultError } from '../../src-shared/fault.ts';
import { baseOf } from '../../src-shared/market.ts';
import type { Settings } from '../../src-shared/settings.ts';
import { durationText } from '../../src-shared/text/labels.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import { systemClock } from '../base/clock.ts';
import { createHttp } from '../base/http.ts';
import { dataFolder } from '../base/paths.ts';
import { openSecrets } from '../base/secrets.ts';
import { advised } from '../flow/news-try.ts';
import { newsSourcesOf, type SourcesOptions } from '../news/sources.ts';

export interface NewsCheck {
  readonly name: string;
  readonly needed: false;
  /** What came; `off` for what is not set up. Rejects with what to do. */
  run(): Promise<string | { readonly off: string }>;
}

/** With the keys of the environment, over the network. */
export function newsChecksOf({ news, symbols }: Settings, signalOf: () => AbortSignal): NewsCheck[] {
  const http = createHttp({ wall: systemClock.wall, allowPrivateHosts: news.allowPrivateHosts });
  const assets = [...new Set(symbols.map(baseOf))];
  return newsChecks({ news, assets, http, clock: systemClock, secrets: openSecrets(dataFolder()) }, signalOf);
}

export function newsChecks(options: SourcesOptions, signalOf: () => AbortSignal): NewsCheck[] {
  const sources = newsSourcesOf(options);
  const checks = sources.map((source) => ({
    name: `news ${source.id}`,
    needed: false as const,
    run: () => checkSource(source, options, signalOf()),
  }));
  const missing = filesMissing(options.news);
  return missing === null
    ? checks
    : [...checks, { name: 'news files', needed: false, run: () => Promise.resolve(missing) }];
}

async function checkSource(
  source: NewsSource,
  { clock: { market } }: SourcesOptions,
  signal: AbortSignal,
): Promise<string | { off: string }> {
  const answer = await source.poll(market.now(), signal);
  const { state, detail } = source.health();
  if (!answer.ok) throw new FaultError(advised(answer.fault, source.id));
  if (state === 'disabled') return { off: detail ?? 'switched off' };
  const newest = answer.value.reduce((time, item) => Math.max(time, item.published_at), 0);
  const age = answer.value.length === 0 ? '' : `, newest ${durationText(market.now() - newest)} old`;
  const { length } = answer.value;
  return `${length} ${length === 1 ? 'item' : 'items'}${age}${detail === null ? '' : `; ${detail}`}`;
}

function filesMissing({ mode, files }: Settings['news']): { off: string } | null {
  if (mode === 'live' || files.length > 0) return null;
  return { off: `mode ${mode}, but no file is named; put paths under news.files` };
}
