/**
 * Headlines inside sentences. A quoted headline is an inert span between “ and ”: whoever writes a sentence quotes with
 * `quoteTitle`, whoever checks one compares with `isQuoteOf`, so both mean the same thing by "this is that headline".
 */
import { givesOrders, isDisguised, plainReading } from './orders.ts';

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
const DOUBLE_QUOTES = /[“”„‟«»"＂]/g;
const ANY_QUOTES = /[“”„‟«»"＂‘’‚‛`´'＇]/g;
const ELLIPSIS = '…';
const SHORTEST_PREFIX = 12;

/** Plain one-line text: no controls, bidi or zero-width characters, single spaces. */
export const oneLine = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(INVISIBLE, '').normalize('NFC').replace(/ +/g, ' ').trim();

/** `“headline”`, shortened at a word to about `max` characters; double quotes inside become single ones, opening and closing. */
export function quoteTitle(title: string, max = 110): string {
  const plain = oneLine(title)
    .replace(/(^|[\s([/–—-])[“„‟«"＂](?=\S)/gu, '$1‘')
    .replace(DOUBLE_QUOTES, '’');
  return `“${plain.length <= max ? plain : shortened(plain, max)}”`;
}

function shortened(plain: string, max: number): string {
  const cut = plain
    .slice(0, max - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  const space = cut.lastIndexOf(' ');
  return `${(space > max / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:–—-]+$/, '')}${ELLIPSIS}`;
}

const comparable = (text: string): string => oneLine(text).replace(ANY_QUOTES, "'");

/** Whether `quote` (without its marks) is the title or, when it ends in `…`, its beginning. */
export function isQuoteOf(quote: string, title: string): boolean {
  const [said, full] = [comparable(quote), comparable(title)];
  if (said === full) return true;
  if (!said.endsWith(ELLIPSIS)) return false;
  const start = said.slice(0, -ELLIPSIS.length).trimEnd();
  return start.length >= Math.min(SHORTEST_PREFIX, full.length) && full.startsWith(start);
}

const WEB_ADDRESS =
  /\b[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\b[\w-]+\.(?:com|org|net|io|xyz|app|info|ru|cn|top|site|link|click|dev|co|me|gg|fi|biz|online|live)(?:\/|\b)|\bmailto:|\bjavascript:/i;
const MARKUP = /[<>`{}\\]|\]\(|\*\*|__|~~|&[a-z]+;|&#\d+;|\bE[1-9]\d*\b/;
const ORDERS =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instruction|prompt|rule|previous|prior|above|evidence|system)|\b(?:system|developer|assistant|user)\s*(?::|prompt|message|mode|role)|\bas an? (?:ai|assistant|language model)\b|\byou (?:are|must|should|will) (?:now )?\b|\b(?:jailbreak|drop table|union select|insert into|delete from|or 1\s*=\s*1)\b|\bprint (?:your|the) (?:prompt|instructions)\b|\binstructions?\s*:|#{2,}|\b(?:buy|sell) (?:now|everything|it all)\b|\brecommend (?:buying|selling)\b/i;

/** Whether a web address is spelled out in the text. */
export const hasWebAddress = (text: string): boolean => WEB_ADDRESS.test(text);

/**
 * Whether a headline may be repeated at all. What carries an address, markup, an evidence id or orders to its reader is
 * named by its source alone, and never counts as a reason.
 */
export function isQuotable(title: string): boolean {
  const plain = oneLine(title);
  if (plain.length < 3 || plain !== title.replace(/\s+/g, ' ').trim().normalize('NFC')) return false;
  return (
    !hasWebAddress(plain) &&
    !hasWebAddress(plainReading(plain)) &&
    !MARKUP.test(plain) &&
    !ORDERS.test(plain) &&
    !isDisguised(plain) &&
    !givesOrders(plain)
  );
}

const PLAIN_NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,&'’/+-]{0,49}$/u;
export const UNNAMED_SOURCE = 'an unnamed source';

/** A publisher's name as a sentence may carry it, outside quotes: short and plain, or nobody's. */
export function sourceName(source: string): string {
  const plain = oneLine(source);
  const fit =
    PLAIN_NAME.test(plain) &&
    plain === source.trim().normalize('NFC') &&
    !ORDERS.test(plain) &&
    !/\/\/|^www\.|\. /i.test(plain) &&
    plain.split(' ').length <= 5;
  return fit ? plain : UNNAMED_SOURCE;
}
