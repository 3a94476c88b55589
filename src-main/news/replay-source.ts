/**
 * News files for replays: JSON ({"metadata", "articles": […]}, an array, or one object a line) and CSV with at least
 * `published_at,source,title`, plain or gzip. first_seen_at is published_at. Any fault in a file is a `bad_input` that
 * names file, line and column; nothing of such a file is used.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf, ok, throwFault } from '../../src-shared/fault.ts';
import type { SourceHealth } from '../../src-shared/health.ts';
import type { RawNewsItem } from '../../src-shared/news.ts';
import type { NewsSource } from '../../src-shared/ports/news-source.ts';
import { csvArticles, type FileArticle, jsonArticles, linesArticles } from './news-file.ts';
import { openableUrl } from './canonical-url.ts';
import { publishedAt } from './published-at.ts';
import { plainText, SUMMARY_LENGTH, TITLE_LENGTH } from './sanitise.ts';

const MAX_BYTES = 500_000_000;
const SOURCE_LENGTH = 50;

/** Oldest first; equal times keep the file's order. */
export async function readNewsFile(path: string): Promise<RawNewsItem[]> {
  const text = await textOf(path);
  const articles = articlesOf(path, text);
  return articles.map((article) => itemOf(path, article)).sort((a, b) => a.published_at - b.published_at);
}

async function textOf(path: string): Promise<string> {
  const data = await readFile(path).catch((error: unknown) =>
    throwFault('bad_input', `${path}: cannot be read (${messageOf(error)})`),
  );
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data.toString('utf8').replace(/^\ufeff/, '');
  try {
    const unpacked = await promisify(gunzip)(data, { maxOutputLength: MAX_BYTES });
    return unpacked.toString('utf8').replace(/^\ufeff/, '');
  } catch (error) {
    return throwFault('bad_input', `${path}: the gzip data is truncated or broken (${messageOf(error)})`);
  }
}

function articlesOf(path: string, text: string): FileArticle[] {
  const start = text.trimStart();
  if (start === '') return throwFault('bad_input', `${path}:1:1: the file is empty; expected JSON or CSV news`);
  if (start.startsWith('[')) return jsonArticles(path, text);
  if (!start.startsWith('{')) return csvArticles(path, text);
  // One object over many lines is a document; one object a line is a list.
  const firstLine = start.slice(0, start.search(/\n|$/)).trim();
  const isLines = isJson(firstLine) && !/"articles"\s*:/.test(firstLine);
  return isLines ? linesArticles(path, text) : jsonArticles(path, text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // not a complete value on its line: a document spread over lines
  }
}

function itemOf(path: string, article: FileArticle): RawNewsItem {
  const complain = (field: string, expected: string): never =>
    throwFault('bad_input', `${path}:${article.line}:${article.columnOf(field)}: ${field} ${expected}`);
  const title = plainText(
    textField(article.fields.title) ?? complain('title', 'is missing; expected text'),
    TITLE_LENGTH,
  );
  if (title === '') complain('title', 'is empty');
  const date =
    textField(article.fields.published_at) ?? complain('published_at', 'is missing; expected an ISO-8601 time');
  const time =
    publishedAt(date) ??
    complain('published_at', `"${date.slice(0, 40)}" is not a time; expected ISO-8601 such as 2023-03-27T17:28:00Z`);
  const summary = plainText(textField(article.fields.summary) ?? '', SUMMARY_LENGTH);
  return {
    source: plainText(textField(article.fields.source) ?? '', SOURCE_LENGTH) || 'unknown',
    title,
    url: openableUrl(textField(article.fields.url) ?? ''),
    summary: summary === '' ? null : summary,
    published_at: time,
    first_seen_at: time,
  };
}

/** NewsAPI-like files nest the publisher: `"source": {"name": …}`. */
function textField(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (typeof value === 'number') return String(value);
  const name = (value as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? name : null;
}

/** Hands over each item once its time has come. */
export function createReplaySource(id: string, items: readonly RawNewsItem[]): NewsSource {
  const ordered = [...items].sort((a, b) => a.published_at - b.published_at);
  let next = 0;
  let health: SourceHealth = { id, state: 'idle', lastReadAt: null, lastOkAt: null, items: 0, detail: null };
  return {
    id,
    async poll(now) {
      const from = next;
      while ((ordered[next]?.published_at ?? Number.POSITIVE_INFINITY) <= now) next += 1;
      health = { ...health, state: next > from ? 'ok' : 'unchanged', lastReadAt: now, lastOkAt: now, items: next };
      return ok(ordered.slice(from, next));
    },
    health: () => health,
  };
}
