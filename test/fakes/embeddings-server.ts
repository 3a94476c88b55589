/** An embeddings endpoint on loopback: answers like OpenAI's, out of order on purpose, or as a test wants it; keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { embedText } from '../../src-main/news/embedder-lexical.ts';

export interface AskedRequest {
  readonly url: string;
  readonly authorization: string | null;
  readonly headers: IncomingMessage['headers'];
  readonly body: { model: string; input: string[]; dimensions: number; encoding_format: string };
}

/** Handles a request itself and returns true, or leaves it to the usual answer. */
export type Mishap = (request: AskedRequest, response: ServerResponse) => boolean;

/** Any vector will do as long as it is the text's own; three times too long, since a server need not normalise. */
export const vectorOf = (text: string): number[] => {
  const vector = embedText(`${text} end`);
  return Array.from(vector, (value) => value * 3);
};

export const json = (
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): true => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  return true;
};

export async function startEmbeddingsServer() {
  const asked: AskedRequest[] = [];
  const mishaps: Mishap[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as AskedRequest['body'];
      const { url = '', headers } = request;
      const entry = { url, headers, authorization: headers.authorization ?? null, body };
      asked.push(entry);
      if (mishaps.shift()?.(entry, response)) return;
      const data = body.input
        .map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
        .reverse();
      json(response, 200, { object: 'list', model: body.model, data, usage: { prompt_tokens: 1, total_tokens: 1 } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    /** What happens to the next requests, one each. */
    mishaps,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
