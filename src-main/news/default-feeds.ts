/** The publishers read by default (resources/news-feeds.json), joined with those of the settings; the settings win by id. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { throwFault } from '../../src-shared/fault.ts';
import { describeIssues, NewsFeedSchema, type Settings } from '../../src-shared/settings.ts';
import { resourcePath } from '../base/paths.ts';

export type NewsFeed = z.infer<typeof NewsFeedSchema>;

const FileSchema = z.object({ feeds: z.array(NewsFeedSchema) });

export function defaultFeeds(path = resourcePath('news-feeds.json')): NewsFeed[] {
  const parsed = FileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success ? parsed.data.feeds : throwFault('bad_input', `${path}: ${describeIssues(parsed.error)}`);
}

/** Enabled feeds, the defaults first. */
export function feedsOf(settings: Settings['news'], defaults: () => NewsFeed[] = defaultFeeds): NewsFeed[] {
  const own = new Map(settings.feeds.map((feed) => [feed.id, feed]));
  const shipped = settings.useDefaults ? defaults().filter((feed) => !own.has(feed.id)) : [];
  return [...shipped, ...own.values()].filter((feed) => feed.enabled);
}
