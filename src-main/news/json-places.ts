/** Where things are in JSON text, for messages that name line and column: JSON.parse tells neither for a wrong value. */
export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** Offset of the first character that is not JSON: V8's SyntaxError often names it, and otherwise it is looked for. */
export function offsetOfSyntaxError(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? firstUnexpected(text) : Number(position);
}

const TOKEN =
  // eslint-disable-next-line no-control-regex -- strings may not hold them
  /[ \t\r\n]*("(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:])/y;
const BLANK = /[ \t\r\n]*/y;
/** What may come next: a value, a key, a colon, or what ends or continues the enclosing thing. */
type Next = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'after';

/** Reads tokens (RFC 8259) until one does not fit. */
function firstUnexpected(text: string): number {
  const open: string[] = [];
  let next: Next = 'value';
  for (let at = 0; ; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = BLANK.lastIndex = at;
    BLANK.test(text);
    const token = TOKEN.exec(text)?.[1];
    const after: Next | null = token === undefined ? null : follow(token, next, open);
    if (after === null) return BLANK.lastIndex;
    next = after;
  }
}

function follow(token: string, next: Next, open: string[]): Next | null {
  const closes = (next === 'after' || next === 'valueOrEnd' || next === 'keyOrEnd') && token === open.at(-1);
  if (closes) return (open.pop(), 'after');
  if (next === 'after') return token === ',' && open.length > 0 ? (open.at(-1) === '}' ? 'key' : 'value') : null;
  if (next === 'colon') return token === ':' ? 'value' : null;
  if (next === 'key' || next === 'keyOrEnd') return token.startsWith('"') ? 'colon' : null;
  if (token === '{') return (open.push('}'), 'keyOrEnd');
  if (token === '[') return (open.push(']'), 'valueOrEnd');
  return /^[}\],:]/.test(token) ? null : 'after';
}

/** Offsets of the elements directly inside the array that begins at `arrayStart`. The text must be valid JSON. */
export function elementOffsets(text: string, arrayStart: number): number[] {
  const offsets: number[] = [];
  let depth = 0;
  for (let i = arrayStart; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      if (depth === 1) offsets.push(i);
      i = endOfString(text, i);
    } else if (char === '{' || char === '[') {
      if (depth === 1) offsets.push(i);
      depth += 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return offsets;
    } else if (depth === 1 && char !== undefined && !/[\s,]/.test(char)) {
      offsets.push(i);
      while (i + 1 < text.length && !/[,\]]/.test(text.charAt(i + 1))) i += 1;
    }
  }
  return offsets;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
