/**
 * Looks at XML before any parser does. Refuses every declaration (`<!DOCTYPE`, `<!ENTITY`, …: entity bombs and external
 * entities need one), XInclude, NUL characters, and more depth, elements or attributes than a feed has; names the line of
 * tags that do not match. One pass, linear, no allocation that grows with an attack.
 */
import { failed, ok, type Result } from '../../src-shared/fault.ts';

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 100_000;
const MAX_TAG_LENGTH = 16_384;
const NAME = /^[\p{L}_:][\p{L}\p{N}_:.-]*/u;

interface Scan {
  readonly text: string;
  position: number;
  elements: number;
  readonly open: string[];
}

export function scanXml(text: string): Result<void> {
  if (text.includes('\u0000')) return failed('refused', 'contains NUL characters');
  if (text.includes('http://www.w3.org/2001/XInclude')) return failed('refused', 'XInclude is refused');
  const scan: Scan = { text, position: 0, elements: 0, open: [] };
  for (;;) {
    const start = text.indexOf('<', scan.position);
    if (start < 0) break;
    scan.position = start;
    const complaint = oneMarkup(scan);
    if (complaint !== null) return failed(complaint.kind, `line ${lineOf(text, start)}: ${complaint.detail}`);
  }
  if (scan.open.length > 0) return failed('corrupt', `ends inside <${scan.open.at(-1) ?? ''}>: truncated`);
  return scan.elements === 0 ? failed('corrupt', 'no XML element in it') : ok(undefined);
}

interface Complaint {
  readonly kind: 'refused' | 'corrupt';
  readonly detail: string;
}
const refused = (detail: string): Complaint => ({ kind: 'refused', detail });
const corrupt = (detail: string): Complaint => ({ kind: 'corrupt', detail });

const lineOf = (text: string, position: number): number => text.slice(0, position).split('\n').length;

function oneMarkup(scan: Scan): Complaint | null {
  const { text, position } = scan;
  if (text.startsWith('<!--', position)) return skipTo(scan, '-->', 4);
  if (text.startsWith('<![CDATA[', position)) {
    return scan.open.length === 0 ? corrupt('CDATA outside the root element') : skipTo(scan, ']]>', 9);
  }
  if (text.startsWith('<!', position)) return refused('declarations (DOCTYPE, ENTITY, …) are refused');
  if (text.startsWith('<?', position)) return skipTo(scan, '?>', 2);
  if (text.startsWith('</', position)) return closeTag(scan);
  return openTag(scan);
}

function skipTo(scan: Scan, end: string, from: number): Complaint | null {
  const at = scan.text.indexOf(end, scan.position + from);
  if (at < 0) return corrupt(`nothing closes this: expected ${end}`);
  scan.position = at + end.length;
  return null;
}

function closeTag(scan: Scan): Complaint | null {
  const end = scan.text.indexOf('>', scan.position);
  if (end < 0 || end - scan.position > MAX_TAG_LENGTH) return corrupt('an unfinished tag');
  const name = scan.text.slice(scan.position + 2, end).trim();
  const expected = scan.open.pop();
  if (name !== expected)
    return corrupt(
      `</${name.slice(0, 40)}> where ${expected === undefined ? 'nothing is open' : `</${expected}> was expected`}`,
    );
  scan.position = end + 1;
  return null;
}

function openTag(scan: Scan): Complaint | null {
  const name = NAME.exec(scan.text.slice(scan.position + 1, scan.position + 130))?.[0];
  if (name === undefined) return corrupt('a bare "<"; expected a tag');
  const end = endOfTag(scan.text, scan.position + 1 + name.length);
  if (end < 0) return corrupt(`<${name}> is unfinished or too long`);
  scan.elements += 1;
  if (scan.elements > MAX_ELEMENTS) return refused(`more than ${MAX_ELEMENTS} elements`);
  if (scan.text[end - 1] !== '/') scan.open.push(name);
  if (scan.open.length > MAX_DEPTH) return refused(`deeper than ${MAX_DEPTH} elements`);
  scan.position = end + 1;
  return null;
}

/** Position of the `>` that ends the tag, or −1; `<` inside an attribute is not XML and would hide mark-up from the scan. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  const limit = Math.min(text.length, from + MAX_TAG_LENGTH);
  for (let i = from; i < limit; i++) {
    const char = text.charAt(i);
    if (char === '<') return -1;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return i;
  }
  return -1;
}
