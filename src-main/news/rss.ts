/**
 * RSS 2.0, RSS 1.0 (RDF) and Atom 1.0 to plain entries. Refuses, before parsing, what is too large, what declares entities
 * (xml-scan.ts) and what is not a feed, saying what came instead. Entities are never expanded by the parser.
 * https://www.rssboard.org/rss-specification · RFC 4287 · http://purl.org/rss/1.0/
 */
import { XMLParser } from 'fast-xml-parser';
import { failed, messageOf, ok, type Result } from '../../src-shared/fault.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import { openableUrl } from './canonical-url.ts';
import { publishedAt } from './published-at.ts';
import { plainText, SUMMARY_LENGTH, TITLE_LENGTH } from './sanitise.ts';
import { scanXml } from './xml-scan.ts';

export interface FeedEntry {
  readonly title: string;
  readonly url: string | null;
  readonly summary: string | null;
  /** Null when the entry has no date that can be read. */
  readonly publishedAt: EpochMs | null;
}

export interface ParseFeedOptions {
  /** Address of the feed: relative links are resolved against it. */
  readonly url?: string;
  readonly contentType?: string;
  readonly maxBytes?: number;
}

const MAX_ENTRIES = 500;
/** Elements whose content is somebody's text or HTML: taken raw, then sanitised. */
const TEXT_ELEMENTS = [
  'title',
  'description',
  'summary',
  'content',
  'content:encoded',
  'subtitle',
  'media:description',
  'media:title',
];

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: true,
  stopNodes: TEXT_ELEMENTS.flatMap((name) => [`..${name}`]),
});

export function parseFeed(data: Buffer, options: ParseFeedOptions = {}): Result<FeedEntry[]> {
  const { maxBytes = 5_000_000 } = options;
  if (data.length > maxBytes) return failed('refused', `larger than ${maxBytes} bytes`);
  const text = decode(data, options.contentType ?? '');
  if (!text.ok) return text;
  const other = somethingElse(text.value);
  if (other !== null) return failed('corrupt', `expected RSS or Atom, got ${other}`);
  const scanned = scanXml(text.value);
  if (!scanned.ok) return scanned;
  return entriesOf(text.value, options.url);
}

/** By byte order mark, then the server's charset, then the XML declaration; UTF-8 otherwise. */
function decode(data: Buffer, contentType: string): Result<string> {
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(
    data.subarray(0, 200).toString('latin1'),
  )?.[1];
  const label = bomOf(data) ?? /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType)?.[1] ?? declared ?? 'utf-8';
  try {
    return ok(new TextDecoder(label).decode(data));
  } catch {
    return failed('corrupt', `unknown character encoding ${label}`);
  }
}

function bomOf(data: Buffer): string | null {
  if (data[0] === 0xff && data[1] === 0xfe) return 'utf-16le';
  if (data[0] === 0xfe && data[1] === 0xff) return 'utf-16be';
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 'utf-8' : null;
}

function somethingElse(text: string): string | null {
  const start = text.slice(0, 1_000).trimStart();
  if (start === '') return 'an empty answer';
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!doctype\s+html|<html)/i.test(start)) return 'an HTML page';
  if (start.startsWith('{') || start.startsWith('[')) return 'JSON';
  return start.startsWith('<') ? null : 'text that is not XML';
}

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

function entriesOf(text: string, base: string | undefined): Result<FeedEntry[]> {
  let root: unknown;
  try {
    root = parser.parse(text);
  } catch (error) {
    return failed('corrupt', `not readable as XML: ${messageOf(error).slice(0, 200)}`);
  }
  const entries = isNode(root) ? entryNodes(root) : null;
  if (entries === null) return failed('corrupt', `expected RSS or Atom, got XML with <${rootName(root)}>`);
  return ok(entries.slice(0, MAX_ENTRIES).flatMap((node) => entryOf(node, base)));
}

const rootName = (root: unknown): string =>
  (isNode(root) ? Object.keys(root).find((name) => !name.startsWith('?')) : undefined)?.slice(0, 40) ?? 'nothing';

/** Children of the feed, whatever prefix its namespace was given; null when the root is not a feed. */
function entryNodes(root: Node): Node[] | null {
  const rss = child(root, 'rss');
  const channel = isNode(rss) ? listOf(child(rss, 'channel'))[0] : undefined;
  if (isNode(channel)) return listOf(child(channel, 'item')).filter(isNode);
  const feed = child(root, 'feed');
  if (isNode(feed)) return listOf(child(feed, 'entry')).filter(isNode);
  const rdf = child(root, 'RDF');
  if (isNode(rdf)) return listOf(child(rdf, 'item')).filter(isNode);
  return rss !== undefined || feed !== undefined ? [] : null;
}

/** A child by its name, or by that name under the usual prefixes. */
function child(node: Node, name: string): unknown {
  for (const prefix of ['', 'atom:', 'a:', 'rss:', 'rdf:', 'dc:', 'dcterms:']) {
    const value = node[prefix + name];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** First non-empty text among the named children, with CDATA unwrapped and XML entities still as written. */
function textOf(node: Node, ...names: string[]): string {
  for (const name of names) {
    for (const value of listOf(child(node, name))) {
      const raw = isNode(value) ? value['#text'] : value;
      if (typeof raw === 'string' && raw.trim() !== '') return uncdata(raw);
    }
  }
  return '';
}

const uncdata = (text: string): string => text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1');

function entryOf(node: Node, base: string | undefined): FeedEntry[] {
  const title = plainText(textOf(node, 'title', 'media:title'), TITLE_LENGTH);
  if (title === '') return [];
  const summary = plainText(
    textOf(node, 'description', 'summary', 'media:description', 'content:encoded', 'content'),
    SUMMARY_LENGTH,
  );
  const date = textOf(node, 'pubDate', 'published', 'date', 'issued', 'created', 'updated', 'modified');
  return [{ title, url: linkOf(node, base), summary: summary === '' ? null : summary, publishedAt: publishedAt(date) }];
}

function linkOf(node: Node, base: string | undefined): string | null {
  for (const candidate of linkCandidates(node)) {
    const url = openableUrl(decodeXml(candidate), base);
    if (url !== null) return url;
  }
  return null;
}

function linkCandidates(node: Node): string[] {
  const links = ['link', 'atom:link'].flatMap((name) => listOf(node[name]));
  const hrefs = links.flatMap((link) => {
    if (!isNode(link) || typeof link['@href'] !== 'string') return [];
    return link['@rel'] === undefined || link['@rel'] === 'alternate' ? [link['@href']] : [];
  });
  const texts = links.flatMap((link) => (typeof link === 'string' && link !== '' ? [uncdata(link)] : textsOf(link)));
  const guid = listOf(node.guid)[0] ?? listOf(node.id)[0];
  const permalink =
    isNode(guid) && guid['@isPermaLink'] === 'false'
      ? []
      : [...textsOf(guid), ...(typeof guid === 'string' ? [guid] : [])];
  const about = typeof node['@rdf:about'] === 'string' ? [node['@rdf:about']] : [];
  // A guid that is no address must not be taken for a path relative to the feed.
  return [...hrefs, ...texts, ...permalink.filter((text) => /^https?:/i.test(text)), ...about];
}

const textsOf = (value: unknown): string[] =>
  isNode(value) && typeof value['#text'] === 'string' ? [uncdata(value['#text'])] : [];

const XML_ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeXml(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, dec: string, hex: string, name: string) => {
      if (name) return XML_ENTITIES[name.toLowerCase()] ?? whole;
      const code = dec ? Number(dec) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
