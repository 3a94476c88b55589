/**
 * Publisher's text to plain text, before it is stored, prompted or shown: no HTML, markdown, ANSI, web addresses, bidi or
 * zero-width characters, controls or piles of combining marks; entities decoded, white space single, length capped.
 * Works to a fixed point, so that nothing hides inside what a removal joins together; sanitising twice changes nothing.
 */
import { Parser } from 'htmlparser2';

/** Characters (code points). */
export const TITLE_LENGTH = 300;
export const SUMMARY_LENGTH = 1_000;

const RAW_LENGTH = 20_000;
const MAX_PASSES = 16;
const SILENT_TAGS: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'object',
  'svg',
  'head',
  'textarea',
]);
const INLINE_TAGS: ReadonlySet<string> = new Set([
  'a',
  'b',
  'i',
  'em',
  'strong',
  'span',
  'u',
  's',
  'code',
  'small',
  'sub',
  'sup',
  'mark',
  'font',
  'abbr',
  'q',
  'cite',
]);

/* eslint-disable no-control-regex -- control characters are what these patterns are about */
// ECMA-48: CSI and OSC sequences, then two-character escapes. Must go before the bare controls do.
const ANSI =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufffd]/gu;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;
/* eslint-enable no-control-regex */
const MARK_PILES = /(\p{M}{3})\p{M}+/gu;
const ADDRESS =
  /(?:https?|ftp|wss?|file):\/\/[^\s<>"')\]]*|\b(?:javascript|vbscript):[^\s<>]+|\bdata:[\w+.-]+\/[^\s<>]*|\bwww\.[^\s<>"')\]]+/gi;
const NEEDS_HTML = /[<>&]/;
/** Printable ASCII and typographic quotes without any character that means something to HTML or markdown. */
const PLAIN = /^(?![#+-] )[ !"#$%'()+,\-./0-9:;=?@A-Z^a-z{|}‘’“”–—…]*$/;

export function plainText(raw: string, maxLength = SUMMARY_LENGTH): string {
  let text = raw.slice(0, RAW_LENGTH).toWellFormed();
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const passed = onePass(text);
    // Only what no pass changes any more loses its signs: an earlier cut would leave half a tag as text.
    const next = passed === text ? unmarked(text) : passed;
    if (next === text) break;
    text = next;
  }
  return capped(unmarked(text), maxLength);
}

function onePass(text: string): string {
  const visible = text.replace(ANSI, '').replace(INVISIBLE, '').replace(CONTROLS, '').normalize('NFC');
  if (PLAIN.test(visible)) return squeezed(visible.replace(ADDRESS, ''));
  const flat = NEEDS_HTML.test(visible) ? withoutHtml(visible) : visible;
  return squeezed(withoutMarkdown(flat).replace(ADDRESS, '').replace(MARK_PILES, '$1'));
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

function withoutHtml(text: string): string {
  let plain = '';
  let silent = 0;
  const edge = (name: string) => {
    if (!INLINE_TAGS.has(name)) plain += ' ';
  };
  const parser = new Parser(
    {
      onopentag(name) {
        if (SILENT_TAGS.has(name)) silent += 1;
        edge(name);
      },
      ontext(part) {
        if (silent === 0) plain += part;
      },
      onclosetag(name) {
        if (SILENT_TAGS.has(name)) silent -= 1;
        edge(name);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(text);
  return plain;
}

function withoutMarkdown(text: string): string {
  return text
    .replace(/!?\[([^\][]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)/g, '$1')
    .replace(/!?\[([^\][]*)\]\[[^\][]*\]/g, '$1')
    .replace(/(?:^|\n)\s{0,3}(?:#{1,6}|>+|[*+-])\s+/g, '\n')
    .replace(/[`\\]+/g, '')
    .replace(/~~+/g, '')
    .replace(/\*{1,3}(?=\S)([^*]*[^*\s])\*{1,3}/g, '$1')
    .replace(/(?<![\p{L}\p{N}])_{1,3}(?=\S)([^_]*[^_\s])_{1,3}(?![\p{L}\p{N}])/gu, '$1');
}

/** What still looks like mark-up loses the sign that makes it so. */
const unmarked = (text: string): string => squeezed(text.replace(/<(?=[\p{L}/!?])/gu, ''));

function capped(text: string, maxLength: number): string {
  const points = [...text];
  if (points.length <= maxLength) return text;
  const cut = points.slice(0, maxLength - 1).join('');
  const word = cut.lastIndexOf(' ');
  return `${(word > cut.length * 0.8 ? cut.slice(0, word) : cut).trimEnd()}…`;
}
