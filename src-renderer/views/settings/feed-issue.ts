/** What is wrong with a feed that is about to be added, in one line; null when nothing is. */
import type { NewsFeed, Settings } from '../../../src-shared/settings.ts';
import { SETTINGS_TEXT } from '../../../src-shared/text/settings.ts';
import { issueOf } from './paths.ts';

export function baseFeedIssue(settings: Settings, feed: NewsFeed): string | null {
  const { feeds } = settings.news;
  if (feed.id === '') return SETTINGS_TEXT.news.nameMissing;
  if (feeds.some(({ id }) => id === feed.id)) return SETTINGS_TEXT.news.nameTaken;
  if (!/^https?:\/\/./i.test(feed.url) || !URL.canParse(feed.url)) return SETTINGS_TEXT.news.addressWrong;
  return issueOf(settings, 'news.feeds', [...feeds, feed]);
}
