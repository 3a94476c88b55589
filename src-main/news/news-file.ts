/** The rows of a news file, each with its place in the file; the meaning of the fields is replay-source.ts's. Throws FaultError `bad_input`. */
import { CsvError, parse } from 'csv-parse/sync';
import { messageOf, throwFault } from '../../src-shared/fault.ts';
import { elementOffsets, offsetOfSyntaxError, placeAt } from './json-places.ts';

export interface FileArticle {
  readonly fields: Readonly<Record<string, unknown>>;
  /** From 1. */
  readonly line: number;
  /** Column a field is named by in messages: the CSV column's number, or where the JSON object begins. */
  readonly columnOf: (field: string) => number;
}

const bad = (path: string, line: number, column: number, detail: string): never =>
  throwFault('bad_input', `${path}:${line}:${column}: ${detail}`);

function parseJson(path: string, text: string, firstLine = 1): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = placeAt(text, offsetOfSyntaxError(text, messageOf(error)));
    return bad(path, place.line + firstLine - 1, place.column, `not valid JSON (${messageOf(error).slice(0, 120)})`);
  }
}

/** An array of articles, or an object with `articles`. */
export function jsonArticles(path: string, text: string): FileArticle[] {
  const value = parseJson(path, text);
  const list = Array.isArray(value) ? value : (value as { articles?: unknown }).articles;
  if (!Array.isArray(list)) return bad(path, 1, 1, 'expected an array of articles or an object with "articles": […]');
  const offsets = elementOffsets(text, Array.isArray(value) ? text.indexOf('[') : articlesArray(text));
  return list.map((fields: unknown, index) => jsonArticle(path, fields, placeAt(text, offsets[index] ?? 0)));
}

/** Where the array of the top-level `articles` begins: the last such key followed by a bracket outside `metadata`. */
function articlesArray(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      const key = /^"articles"\s*:\s*/.exec(text.slice(i, i + 200));
      if (depth === 1 && key) return i + key[0].length;
      i += 1;
      while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
    }
  }
  return 0;
}

export function linesArticles(path: string, text: string): FileArticle[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    return [jsonArticle(path, parseJson(path, line, index + 1), { line: index + 1, column: 1 })];
  });
}

function jsonArticle(path: string, fields: unknown, { line, column }: { line: number; column: number }): FileArticle {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return bad(path, line, column, 'expected an article object with title, source and published_at');
  }
  return { fields: fields as Record<string, unknown>, line, columnOf: () => column };
}

const REQUIRED = ['published_at', 'source', 'title'];

export function csvArticles(path: string, text: string): FileArticle[] {
  const rows = csvRows(path, text);
  const header = (rows[0]?.record ?? []).map((name) => name.trim().toLowerCase());
  const missing = REQUIRED.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    return bad(
      path,
      1,
      1,
      `column ${missing.join(', ')} is missing; expected a header with at least ${REQUIRED.join(',')}`,
    );
  }
  const columnOf = (field: string) => header.indexOf(field) + 1;
  return rows.slice(1).map(({ record, line }) => {
    if (record.length !== header.length) {
      bad(
        path,
        line,
        Math.min(record.length, header.length) + 1,
        `${record.length} fields; expected ${header.length} as in the header`,
      );
    }
    return { fields: Object.fromEntries(header.map((name, index) => [name, record[index]])), line, columnOf };
  });
}

interface CsvRow {
  readonly record: string[];
  readonly line: number;
}

function csvRows(path: string, text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let line = 1;
  try {
    parse(text, {
      relax_column_count: true,
      skip_empty_lines: true,
      onRecord: (record: string[], context) => {
        rows.push({ record, line });
        line = context.lines + 1;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const lines = Number(error.lines ?? line);
    bad(path, lines, Number(error.column ?? 0) + 1 || 1, `not valid CSV (${messageOf(error).slice(0, 120)})`);
  }
  return rows;
}
