/** Where things are in JSON text, for messages that name line and column: JSON.parse tells neither for a wrong value. */
import { offsetOfJsonError } from './json-error.ts';

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

/** Offset of the first character that is not JSON: V8's SyntaxError names it for some mistakes only. */
export function offsetOfSyntaxError(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? offsetOfJsonError(text) : Number(position);
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
