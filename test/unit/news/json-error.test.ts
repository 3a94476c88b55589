import { describe, expect, it } from 'vitest';
import { offsetOfJsonError } from '../../../src-main/news/json-error.ts';

describe('offsetOfJsonError', () => {
  it.each<[text: string, offset: number]>([
    ['{"id":2,"title": x}', 17],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['[1,2,,3]', 5],
    ['[1 2]', 3],
    ['{"a":tru}', 8],
    ['{"a":"b\u0001"}', 7],
    ['{"a":"\\x"}', 7],
    ['{"a":"\\u12g4"}', 10],
    ['{"a":01}', 6],
    ['{"a":1}}', 7],
    ['{"a":', 5],
    ['{"a":"', 6],
    ['', 0],
    ['\n\n  ]', 4],
    ['{"a":[1,{"b":2}]}\n{', 18],
  ])('%j breaks at %d', (text, offset) => expect(offsetOfJsonError(text)).toBe(offset));
});
