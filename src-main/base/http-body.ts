/**
 * Reads a response's body under a cap that holds twice: for the bytes on the wire and for what they unpack to (a small
 * gzip can hold gigabytes). One layer of gzip, deflate or brotli; anything else is refused.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type InputType } from 'node:zlib';
import { throwFault } from '../../src-shared/fault.ts';

type Unpack = (data: InputType, options: { maxOutputLength: number }) => Promise<Buffer>;
const unpackGzip: Unpack = promisify(gunzip);
const unpackBrotli: Unpack = promisify(brotliDecompress);
const unpackZlib: Unpack = promisify(inflate);
const unpackRaw: Unpack = promisify(inflateRaw);

/** Some servers send "deflate" without the zlib wrapper (RFC 9110 §8.4.1.2 notes them). */
const unpackDeflate: Unpack = (data, options) =>
  unpackZlib(data, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'Z_DATA_ERROR') return unpackRaw(data, options);
    throw error;
  });

const UNPACKERS: Record<string, Unpack | null> = {
  '': null,
  identity: null,
  gzip: unpackGzip,
  'x-gzip': unpackGzip,
  deflate: unpackDeflate,
  br: unpackBrotli,
};

const tooLarge = (maxBytes: number): never => throwFault('refused', `the answer is larger than ${maxBytes} bytes`);

async function collect(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

export interface ReadBody {
  readonly body: Buffer;
  readonly wireBytes: number;
}

/** Throws FaultError: `refused` above `maxBytes` or for an unknown encoding, `corrupt` for a broken stream. */
export async function readBody(stream: AsyncIterable<Buffer>, encoding: string, maxBytes: number): Promise<ReadBody> {
  const unpack = UNPACKERS[encoding.trim().toLowerCase()];
  if (unpack === undefined) throwFault('refused', `content encoding ${encoding.slice(0, 40)} is not supported`);
  const packed = await collect(stream, maxBytes);
  if (unpack === null || packed.length === 0) return { body: packed, wireBytes: packed.length };
  try {
    return { body: await unpack(packed, { maxOutputLength: maxBytes }), wireBytes: packed.length };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') tooLarge(maxBytes);
    return throwFault('corrupt', `the answer's ${encoding} data is broken`, { cause: error });
  }
}
