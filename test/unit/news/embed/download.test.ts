import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, type Fault } from '../../../../src-shared/fault.ts';
import { wallTime } from '../../../../src-main/base/clock.ts';
import { createHttp, type Http } from '../../../../src-main/base/http.ts';
import { downloadModel, MODEL_FILES, type ModelFile } from '../../../../src-main/news/embed/download.ts';
import { createLocalEmbedder } from '../../../../src-main/news/embed/local.ts';
import { tinyModelFiles } from '../../../fakes/tiny-model/tiny-model.ts';
import { temporaryFolder } from '../../../fixtures/run-mane.ts';

const CONTENT = tinyModelFiles();
const GRAPH = 'onnx/model_quantized.onnx';
const FILES: ModelFile[] = Object.entries(CONTENT).map(([path, bytes]) => ({
  path,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  maxBytes: bytes.length,
}));

let folder: ReturnType<typeof temporaryFolder>;
let http: Http;
let server: ReturnType<typeof createServer>;
let address = '';
let ranges: string[] = [];
/** Answers itself and returns true, or leaves it to the usual answer. */
let mishap: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
const none = () => false;

beforeEach(async () => {
  folder = temporaryFolder();
  ranges = [];
  mishap = none;
  http = createHttp({ wall: wallTime, allowPrivateHosts: ['127.0.0.1'] });
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace('/repository/', '');
    ranges.push(`${path} ${request.headers.range}`);
    if (mishap(request, response)) return;
    serve(CONTENT[path], request.headers.range ?? '', response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/repository`;
});
afterEach(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  folder.remove();
});

function serve(bytes: Buffer | undefined, range: string, response: ServerResponse): void {
  if (bytes === undefined) return void response.writeHead(404).end();
  const [from, to] = /bytes=(\d+)-(\d+)/.exec(range)?.slice(1).map(Number) ?? [0, Infinity];
  if (from >= bytes.length) return void response.writeHead(416).end();
  const piece = bytes.subarray(from, to + 1);
  response.writeHead(206, { 'content-range': `bytes ${from}-${from + piece.length - 1}/${bytes.length}` }).end(piece);
}

const signal = () => new AbortController().signal;
const download = (options: Partial<Parameters<typeof downloadModel>[0]> = {}) =>
  downloadModel({ folder: folder.path, http, address, files: FILES, piece: 40_000, signal: signal(), ...options });
const faultFrom = async (run: Promise<unknown>): Promise<Fault | null> => faultOf(await run.then(() => null, (e: unknown) => e)); // prettier-ignore
const at = (name: string) => join(folder.path, name);

describe('model download', () => {
  it('names files of one revision with their SHA-256', () => {
    expect(MODEL_FILES.map(({ path }) => path).sort()).toEqual([
      'config.json',
      GRAPH,
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    for (const { sha256 } of MODEL_FILES) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
  it('fetches in pieces what makes a usable model, and says how far it is', async () => {
    const progress: number[] = [];
    await download({ onProgress: (bytes) => progress.push(bytes) });
    for (const [name, bytes] of Object.entries(CONTENT)) expect(readFileSync(at(name)).equals(bytes)).toBe(true);
    expect(ranges.filter((line) => line.startsWith(GRAPH)).slice(0, 2)).toEqual([
      `${GRAPH} bytes=0-39999`,
      `${GRAPH} bytes=40000-79999`,
    ]);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(FILES.reduce((sum, { maxBytes }) => sum + maxBytes, 0));
    const embedder = createLocalEmbedder({ folder: folder.path, sameStory: 0.6, wall: wallTime });
    expect(await embedder.embed(['etf'])).toHaveLength(1);
    await embedder.close();
  });
  it('asks nothing when all is there', async () => {
    await download();
    ranges = [];
    await download();
    expect(ranges).toEqual([]);
  });
  it('goes on where a broken connection stopped it', async () => {
    let pieces = 0;
    mishap = (request, response) => {
      if (!request.url?.endsWith(GRAPH) || (pieces += 1) !== 3) return false;
      response.destroy();
      return true;
    };
    expect(await faultFrom(download())).toMatchObject({ kind: 'network', retryable: true });
    expect(existsSync(at(GRAPH))).toBe(false);
    expect(statSync(at(`${GRAPH}.part`)).size).toBe(80_000);
    ranges = [];
    await download();
    expect(ranges[0]).toBe(`${GRAPH} bytes=80000-119999`);
    expect(readFileSync(at(GRAPH)).equals(CONTENT[GRAPH])).toBe(true);
    expect(existsSync(at(`${GRAPH}.part`))).toBe(false);
  });
  it('takes a server’s whole file for the whole, whatever it had', async () => {
    mkdirSync(at('onnx'));
    writeFileSync(at(`${GRAPH}.part`), 'rubbish');
    mishap = (request, response) => {
      if (!request.url?.endsWith(GRAPH)) return false;
      response.writeHead(200).end(CONTENT[GRAPH]);
      return true;
    };
    await download();
    expect(readFileSync(at(GRAPH)).equals(CONTENT[GRAPH])).toBe(true);
  });
  it('finishes a file that was whole but had no name yet', async () => {
    mkdirSync(at('onnx'));
    writeFileSync(at(`${GRAPH}.part`), CONTENT[GRAPH]);
    await download();
    expect(readFileSync(at(GRAPH)).equals(CONTENT[GRAPH])).toBe(true);
  });
  it.each<[string, (response: ServerResponse) => void, Partial<Fault>]>([
    ['other bytes', (r) => r.writeHead(200).end('x'.repeat(50)), { kind: 'corrupt' }],
    ['a page that asks to log in', (r) => r.writeHead(401).end('<html>'), { kind: 'refused' }],
    ['nothing there', (r) => r.writeHead(404).end(), { kind: 'not_found' }],
    ['a busy server', (r) => r.writeHead(503).end(), { kind: 'unavailable', retryable: true }],
    ['more than the file can be', (r) => r.writeHead(200).end(Buffer.alloc(2_000_000)), { kind: 'refused' }],
  ])('never leaves half a model after %s', async (_name, reply, fault) => {
    mishap = (request, response) => (request.url?.endsWith(GRAPH) ? (reply(response), true) : false);
    expect(await faultFrom(download())).toMatchObject(fault);
    expect(existsSync(at(GRAPH))).toBe(false);
    expect(existsSync(at(`${GRAPH}.part`))).toBe(false);
    mishap = none;
    await download();
    expect(existsSync(at(GRAPH))).toBe(true);
  });
  it('begins anew when what it had was wrong', async () => {
    mkdirSync(at('onnx'));
    writeFileSync(at(`${GRAPH}.part`), Buffer.alloc(1000));
    expect(await faultFrom(download())).toMatchObject({
      kind: 'corrupt',
      detail: expect.stringMatching(/SHA-256/) as string,
    });
    await download();
    expect(existsSync(at(GRAPH))).toBe(true);
  });
  it('is cancelled, and refuses an address inside the network that was not allowed', async () => {
    expect(await faultFrom(download({ signal: AbortSignal.abort() }))).toMatchObject({ kind: 'cancelled' });
    const guarded = createHttp({ wall: wallTime });
    expect(await faultFrom(download({ http: guarded }))).toMatchObject({ kind: 'refused' });
    await guarded.close();
  });
  it('says that the folder cannot be written', async () => {
    writeFileSync(at('file'), '');
    expect(await faultFrom(download({ folder: at('file/below') }))).toMatchObject({ kind: 'storage' });
  });
});
