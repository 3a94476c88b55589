/**
 * The lines of a text file, plain or .gz, as it streams. They are cut from the chunks by hand: a year of minutes for two
 * symbols (1.05 M rows) is to be read in seconds, and csv-parse, with an object and a promise a row, takes several times
 * that. A file that cannot be read, or a truncated gzip, is one bad_input line naming the file.
 */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { FaultError, messageOf, throwFault } from '../../src-shared/fault.ts';

const CHUNK_BYTES = 1 << 18;
/** A "line" longer than this is not a line of ours. */
const LONGEST_LINE = 1 << 16;

/** Lines, a chunk's worth at a time, without their ends. `expected`: what the file should have been, for the fault. */
export async function* linesOf(path: string, expected: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of bytesOf(path)) {
    const text = rest + decoder.write(chunk);
    const lines = (text.includes('\r') ? text.replaceAll('\r\n', '\n') : text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE)
      throwFault('bad_input', `${path}: a line of more than ${LONGEST_LINE} characters; expected ${expected}`);
    yield lines;
  }
  rest += decoder.end();
  if (rest !== '') yield [rest.replace(/\r$/, '')];
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const source: Readable = path.endsWith('.gz') ? unzip(file) : file;
  try {
    for await (const chunk of source) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    file.destroy();
  }
}

function unzip(file: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

function unreadable(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  const what = READ_ERRORS[code] ?? (code.startsWith('Z_') ? `not a sound gzip (${messageOf(error)})` : null);
  if (what === null && code === '') return error;
  return new FaultError({ kind: 'bad_input', retryable: false, detail: `${path}: ${what ?? messageOf(error)}` });
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder, expected a file',
  EACCES: 'may not be read (permission denied)',
  Z_BUF_ERROR: 'the gzip is truncated, expected a complete .gz file',
  Z_DATA_ERROR: 'not a sound gzip, expected a .gz file as written by gzip',
};
