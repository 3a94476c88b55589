/**
 * A real HTTP server on loopback that speaks OpenAI's chat completions, models and embeddings, with the manners and the vices of
 * real endpoints. It keeps what it was sent and what usage it claimed. https://platform.openai.com/docs/api-reference/chat
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamed } from './stream.ts';

export interface SentMessage {
  readonly role: string;
  readonly content: string | null;
  readonly tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  readonly tool_call_id?: string;
}
/** A request's body as a client sends it. */
export interface SentRequest {
  readonly model: string;
  readonly messages: readonly SentMessage[];
  readonly tools?: { function: { name: string; parameters: unknown } }[];
  readonly response_format?: {
    type: string;
    json_schema?: { schema: { properties: Record<string, { enum?: string[] }> } };
  };
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly stream?: boolean;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Parsed body of a chat request. */
  readonly chat: SentRequest | null;
}

export interface Said {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly finish?: string;
  readonly calls?: readonly { name: string; arguments: string }[];
  /** Absent: counted at four characters a token. Null: the endpoint does not say. */
  readonly usage?: { prompt_tokens: number; completion_tokens: number } | null;
}
/** What a personality does with a request: an answer, or anything at all with the raw response. */
export type Personality = (request: SentRequest, call: Call) => Said | void | Promise<Said | void>;

export interface Call {
  readonly response: ServerResponse;
  readonly request: IncomingMessage;
  /** How many chat requests came before this one. */
  readonly index: number;
  readonly server: OpenAiServer;
}

export interface OpenAiServer {
  /** With `/v1`. */
  readonly url: string;
  readonly received: Received[];
  /** What the answers claimed, in order; what was not answered is not here. */
  readonly claimed: { prompt_tokens: number; completion_tokens: number }[];
  /** Requests under way at once, at most. */
  readonly mostAtOnce: number;
  personality: Personality;
  chats(): SentRequest[];
  close(): Promise<void>;
}

export interface OpenAiServerOptions {
  readonly personality: Personality;
  /** Keys that are accepted; any when absent. */
  readonly keys?: readonly string[];
  readonly models?: readonly string[];
}

export async function startOpenAiServer({
  personality,
  keys,
  models = ['m-1'],
}: OpenAiServerOptions): Promise<OpenAiServer> {
  const received: Received[] = [];
  const claimed: OpenAiServer['claimed'] = [];
  let [chats, open, mostAtOnce] = [0, 0, 0];
  const http: Server = createServer((request, response) => {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    response.on('close', () => (open -= 1));
    void serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const path = request.url ?? '';
    const chat = path === '/v1/chat/completions' ? parsedOrNull(body) : null;
    received.push({ method: request.method ?? '', path, headers: request.headers, body, chat });
    const key = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (keys && !keys.includes(key))
      return sendError(response, 401, 'invalid_api_key', `Incorrect API key provided: ${key}.`);
    if (path === '/v1/models')
      return send(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) });
    if (path === '/v1/embeddings') return send(response, 200, embeddings(body));
    if (chat === null) return sendError(response, 404, null, `Invalid URL (${request.method} ${path})`);
    if (!models.includes(chat.model))
      return sendError(response, 404, 'model_not_found', `The model \`${chat.model}\` does not exist`);
    const said = await self.personality(chat, { response, request, index: chats++, server: self });
    if (said !== undefined) answer(response, chat, said);
  }
  function answer(response: ServerResponse, chat: SentRequest, said: Said): void {
    const completion = completionOf(chat, said);
    if (completion.usage) claimed.push(completion.usage);
    if (chat.stream) return streamed(response, completion);
    send(response, 200, completion);
  }
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const self = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`,
    received,
    claimed,
    get mostAtOnce() {
      return mostAtOnce;
    },
    personality,
    chats: () => received.flatMap(({ chat }) => chat ?? []),
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return self;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsedOrNull(body: string): SentRequest | null {
  try {
    return JSON.parse(body) as SentRequest;
  } catch {
    return null;
  }
}

export interface Completion {
  readonly id: string;
  readonly object: string;
  readonly model: string;
  readonly choices: { index: number; finish_reason: string; message: Record<string, unknown> }[];
  readonly usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

export function completionOf(
  chat: SentRequest,
  { content = null, refusal = null, finish, calls = [], usage }: Said,
): Completion {
  const tool_calls = calls.map((call, i) => ({
    id: `call_${chat.messages.length}_${i}`,
    type: 'function',
    function: call,
  }));
  const message = { role: 'assistant', content, refusal, ...(tool_calls.length > 0 && { tool_calls }) };
  const counted = usage === undefined ? countedUsage(chat, message) : usage;
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: chat.model,
    choices: [{ index: 0, finish_reason: finish ?? (tool_calls.length > 0 ? 'tool_calls' : 'stop'), message }],
    ...(counted && { usage: { ...counted, total_tokens: counted.prompt_tokens + counted.completion_tokens } }),
  };
}

function countedUsage(chat: SentRequest, message: unknown) {
  const tokens = (value: unknown) => Math.ceil(JSON.stringify(value).length / 4);
  return { prompt_tokens: tokens(chat.messages) + tokens(chat.tools ?? []), completion_tokens: tokens(message) };
}

/** The same vector for the same text; nothing of its meaning. */
function embeddings(body: string) {
  const { input } = JSON.parse(body) as { input: string | string[] };
  const data = [input].flat().map((text, index) => {
    const vector = Array.from({ length: 384 }, (_, i) => ((text.charCodeAt(i % (text.length || 1)) || 1) % 97) / 97);
    return { object: 'embedding', index, embedding: vector };
  });
  return { object: 'list', data, usage: { prompt_tokens: 1, total_tokens: 1 } };
}

export function send(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}
export function sendError(
  response: ServerResponse,
  status: number,
  code: string | null,
  message: string,
  headers: Record<string, string> = {},
): void {
  send(response, status, { error: { message, type: code ?? 'invalid_request_error', code, param: null } }, headers);
}
