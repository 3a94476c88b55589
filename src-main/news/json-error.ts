/**
 * Where a text stops being JSON (RFC 8259): V8 tells the position of some mistakes only, and quotes the text for the others.
 * Returns the offset of the first character that cannot stand there; the length when the text merely ends too soon.
 */
type Expect = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'after';

const SPACE = /[ \t\n\r]*/y;
const INTEGER = /-?(?:0|[1-9]\d*)/y;
const FRACTION = /\.\d*/y;
const EXPONENT = /[eE][+-]?\d*/y;

export function offsetOfJsonError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expect = 'value' as Expect;
  for (let at = spaceFrom(text, 0); at < text.length; at = spaceFrom(text, at)) {
    const char = text.charAt(at);
    const next = step(expect, char, open);
    if (next === null) return at;
    const end = next === 'scalar' ? endOfScalar(text, at) : at + 1;
    // A string or number broken in its middle.
    if (end < 0) return -end - 1;
    if (next === 'scalar') expect = expect === 'key' || expect === 'first key' ? 'colon' : 'after';
    else expect = next;
    at = end;
  }
  return text.length;
}

/** What may follow `char`; 'scalar' when it begins a string, number or word; null when it cannot stand here. */
function step(expect: Expect, char: string, open: ('{' | '[')[]): Expect | 'scalar' | null {
  if (expect === 'colon') return char === ':' ? 'value' : null;
  if (expect === 'after') return afterValue(char, open);
  if (expect === 'first value' && char === ']') return close(open);
  if (expect === 'key' || expect === 'first key') {
    if (char === '"') return 'scalar';
    return expect === 'first key' && char === '}' ? close(open) : null;
  }
  return valueFrom(char, open);
}

function valueFrom(char: string, open: ('{' | '[')[]): Expect | 'scalar' | null {
  if (char === '{' || char === '[') {
    open.push(char);
    return char === '{' ? 'first key' : 'first value';
  }
  return /["\-\dtfn]/.test(char) ? 'scalar' : null;
}

function afterValue(char: string, open: ('{' | '[')[]): Expect | null {
  const inside = open.at(-1);
  if (char === ',' && inside !== undefined) return inside === '{' ? 'key' : 'value';
  return (char === '}' && inside === '{') || (char === ']' && inside === '[') ? close(open) : null;
}

function close(open: ('{' | '[')[]): Expect {
  open.pop();
  return 'after';
}

const spaceFrom = (text: string, at: number): number => matchEnd(SPACE, text, at) ?? at;

function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** One past its end; −1 − offset of what breaks it. */
function endOfScalar(text: string, at: number): number {
  const char = text.charAt(at);
  if (char === '"') return endOfString(text, at + 1);
  return /[-\d]/.test(char) ? endOfNumber(text, at) : endOfWord(text, at);
}

function endOfWord(text: string, at: number): number {
  const word = ['true', 'false', 'null'].find((known) => known[0] === text[at]) ?? '';
  let same = 0;
  while (same < word.length && text[at + same] === word[same]) same += 1;
  return same === word.length ? at + same : -1 - (at + same);
}

/** Each part that has begun needs a digit. */
function endOfNumber(text: string, at: number): number {
  let end = matchEnd(INTEGER, text, at);
  if (end === null) return -1 - (at + 1);
  for (const part of [FRACTION, EXPONENT]) {
    const longer = matchEnd(part, text, end);
    if (longer !== null && !/\d/.test(text.charAt(longer - 1))) return -1 - longer;
    end = longer ?? end;
  }
  return end;
}

function endOfString(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '"') return i + 1;
    if (text.charCodeAt(i) < 0x20) return -1 - i;
    if (text[i] !== '\\') continue;
    const end = matchEnd(/(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y, text, i + 1);
    if (end === null) return -1 - brokenEscape(text, i + 1);
    i = end - 1;
  }
  return -1 - text.length;
}

function brokenEscape(text: string, at: number): number {
  if (text[at] !== 'u') return at;
  let digit = at + 1;
  while (/[\dA-Fa-f]/.test(text.charAt(digit))) digit += 1;
  return digit;
}
