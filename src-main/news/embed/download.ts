/**
 * Fetches all-MiniLM-L6-v2 (Apache-2.0; 23 MB, quantized) once, with the user's consent, from its public repository at a fixed
 * revision. Over the guarded http, in pieces, so that an interrupted download goes on where it stopped; a file gets its name
 * only when its SHA-256 is the known one, so a folder never holds half a model.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FaultError, messageOf, throwFault } from '../../../src-shared/fault.ts';
import type { Http, HttpResponse } from '../../base/http.ts';

export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
  /** An upper bound; a file is as long as its hash says. */
  readonly maxBytes: number;
}

/** https://huggingface.co/Xenova/all-MiniLM-L6-v2, revision of 2025-07-22. */
export const MODEL_ADDRESS =
  'https://huggingface.co/Xenova/all-MiniLM-L6-v2/resolve/751bff37182d3f1213fa05d7196b954e230abad9';
export const MODEL_FILES: readonly ModelFile[] = [
  {
    path: 'config.json',
    sha256: '7135149f7cffa1a573466c6e4d8423ed73b62fd2332c575bf738a0d033f70df7',
    maxBytes: 100_000,
  },
  {
    path: 'tokenizer_config.json',
    sha256: '9261e7d79b44c8195c1cada2b453e55b00aeb81e907a6664974b4d7776172ab3',
    maxBytes: 100_000,
  },
  {
    path: 'tokenizer.json',
    sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0',
    maxBytes: 711_661,
  },
  {
    path: 'onnx/model_quantized.onnx',
    sha256: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1',
    maxBytes: 22_972_370,
  },
];

export interface DownloadOptions {
  readonly folder: string;
  readonly http: Pick<Http, 'get'>;
  readonly signal: AbortSignal;
  /** Called with the bytes of all files that are here. */
  readonly onProgress?: (bytes: number) => void;
  readonly address?: string;
  readonly files?: readonly ModelFile[];
  /** Bytes asked for at a time. */
  readonly piece?: number;
}

/** Resolves when every file is in the folder. Throws FaultError; what was fetched so far stays for the next try. */
export async function downloadModel(options: DownloadOptions): Promise<void> {
  const { folder, files = MODEL_FILES, onProgress = () => undefined } = options;
  let before = 0;
  for (const file of files) {
    const target = join(folder, file.path);
    if (!existsSync(target)) await downloadFile(target, file, options, (bytes) => onProgress(before + bytes));
    before += statSync(target).size;
    onProgress(before);
  }
}

async function downloadFile(
  target: string,
  file: ModelFile,
  options: DownloadOptions,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const part = `${target}.part`;
  prepare(target);
  for (let whole = false; !whole;) {
    const here = sizeOf(part);
    if (here > file.maxBytes) return discard(part, file, `is longer than ${file.maxBytes} bytes`);
    const response = await fetchPiece(file, here, options);
    if (response.status === 416) break;
    if (response.status === 200) rmSync(part, { force: true });
    write(part, response.body);
    onProgress(sizeOf(part));
    whole = response.status === 200 || totalOf(response) <= sizeOf(part) || response.body.length === 0;
  }
  if (hashOf(part) !== file.sha256) return discard(part, file, 'is not the file that is known (SHA-256 differs)');
  renameSync(part, target);
}

async function fetchPiece(file: ModelFile, from: number, options: DownloadOptions): Promise<HttpResponse> {
  const { http, signal, address = MODEL_ADDRESS, piece = 4_000_000 } = options;
  const answer = await http.get(`${address}/${file.path}`, {
    // Packed pieces could not be put together.
    headers: { range: `bytes=${from}-${from + piece - 1}`, 'accept-encoding': 'identity' },
    maxBytes: file.maxBytes + 1,
    timeoutMs: 120_000,
    signal,
  });
  if (!answer.ok) throw new FaultError(answer.fault);
  const { status } = answer.value;
  if (status === 200 || status === 206 || status === 416) return answer.value;
  return throwFault(
    status === 404 ? 'not_found' : 'refused',
    `${file.path}: the model's repository answered ${status}`,
  );
}

/** RFC 9110 §14.4: `bytes 0-99/1234`; unknown is "not yet". */
const totalOf = ({ headers }: HttpResponse): number =>
  Number(/\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] ?? Infinity);

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
const hashOf = (path: string): string =>
  createHash('sha256')
    .update(existsSync(path) ? readFileSync(path) : '')
    .digest('hex');

/** A file that cannot become right is not kept: the next try begins anew. */
function discard(part: string, { path }: ModelFile, why: string): never {
  rmSync(part, { force: true });
  return throwFault('corrupt', `${path} ${why}`);
}

function prepare(target: string): void {
  try {
    mkdirSync(dirname(target), { recursive: true });
  } catch (error) {
    throwFault('storage', `${dirname(target)}: cannot be made (${messageOf(error)})`, { cause: error });
  }
}

function write(part: string, bytes: Buffer): void {
  try {
    appendFileSync(part, bytes);
  } catch (error) {
    throwFault('storage', `${part}: cannot be written (${messageOf(error)})`, { cause: error });
  }
}
