/**
 * Text from outside inside a prompt: one JSON value a line between two marks that occur nowhere in it, so that nothing in the
 * text can end the block or begin another. The mark depends on the text alone; equal input gives equal bytes.
 */
import { createHash } from 'node:crypto';

export interface DataBlock {
  /** The block with its marks. */
  readonly text: string;
  /** What stands in both marks, for the words that introduce the block. */
  readonly mark: string;
}

export function dataBlock(name: string, values: readonly unknown[]): DataBlock {
  const lines = values.map(safeLine);
  const mark = markFor(name, lines);
  return { mark, text: [`<<<${mark}`, ...lines, `${mark}>>>`].join('\n') };
}

/** JSON on one line, with everything that could look like a mark, a tag or a line's end escaped. */
const safeLine = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>`\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function markFor(name: string, lines: readonly string[]): string {
  const text = lines.join('\n');
  for (let round = 0; ; round++) {
    const mark = `${name}-${createHash('sha256').update(`${round}|${text}`).digest('hex').slice(0, 8)}`;
    if (!text.includes(mark)) return mark;
  }
}
