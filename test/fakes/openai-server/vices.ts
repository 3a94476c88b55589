/** How endpoints fail: each one a personality. Those of `BAD` must never end in an accepted answer, whoever asked. */
import { completionOf, send, sendError, type Personality } from './server.ts';

const json = 'application/json';

export const VICES = {
  'malformed JSON in the answer': () => ({ content: '{"first": {"text": "SOL' }),
  'text instead of JSON': () => ({ content: 'Sure! Here is what I think: it went up.' }),
  'JSON of another shape': () => ({ content: '{"verdict":"fine","ok":1}' }),
  'JSON that is a list': () => ({ content: '[]' }),
  'an empty answer': () => ({ content: '' }),
  'no content': () => ({ content: null }),
  'a refusal': () => ({ content: null, refusal: 'I cannot help with that.' }),
  'a refusal beside content': (request) => ({ ...passing(request), refusal: 'I would rather not.' }),
  'cut off by length': (request) => ({ ...passing(request), finish: 'length' }),
  filtered: (request) => ({ ...passing(request), finish: 'content_filter' }),
  'endless tool calls': () => ({ calls: [{ name: 'check_market_context', arguments: '{}' }] }),
  'unknown tools without end': () => ({ calls: [{ name: 'run_shell', arguments: '{"cmd":"id"}' }] }),
  'a body that is not JSON': (_request, { response }) =>
    void response.writeHead(200, { 'content-type': json }).end('<html>'),
  'a captive portal': (_request, { response }) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in to continue</html>'),
  'an empty body': (_request, { response }) => void response.writeHead(200, { 'content-type': json }).end(),
  'a body without choices': (_request, { response }) => send(response, 200, { id: 'x', choices: [] }),
  'a body of other types': (_request, { response }) => send(response, 200, { choices: [{ message: { content: 7 } }] }),
  'no content at all (204)': (_request, { response }) => void response.writeHead(204).end(),
  'a huge answer': (_request, { response }) => {
    response.writeHead(200, { 'content-type': json });
    response.on('error', () => undefined);
    const chunk = ' '.repeat(65_536);
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  },
  'a drop before the head': (_request, { request }) => void request.socket.destroy(),
  'a drop within the body': (request, { response }) => {
    const whole = JSON.stringify(completionOf(request, passing(request)));
    response.writeHead(200, { 'content-type': json, 'content-length': String(whole.length) });
    response.write(whole.slice(0, whole.length / 2), () => response.destroy());
  },
  'silence (slow)': () => new Promise<void>(() => undefined),
  'a slow body': (_request, { response }) => {
    response.writeHead(200, { 'content-type': json });
    response.write('{');
  },
  'too many requests': (_request, { response }) =>
    sendError(response, 429, 'rate_limit_exceeded', 'Slow down', { 'retry-after': '0' }),
  'too many requests, for an hour': (_request, { response }) =>
    sendError(response, 429, 'rate_limit_exceeded', 'Slow down', { 'retry-after': '3600' }),
  'no quota': (_request, { response }) =>
    sendError(response, 429, 'insufficient_quota', 'You exceeded your current quota'),
  'no balance (402)': (_request, { response }) => sendError(response, 402, null, 'Insufficient Balance'),
  'a wrong key (401)': (_request, { response, request }) =>
    sendError(response, 401, 'invalid_api_key', `Incorrect API key provided: ${request.headers.authorization}`),
  'a forbidden key (403)': (_request, { response }) => sendError(response, 403, null, 'Not allowed'),
  'no such model': (_request, { response }) => sendError(response, 404, 'model_not_found', 'The model does not exist'),
  'a refused request (400)': (_request, { response }) =>
    sendError(response, 400, null, 'Unsupported parameter: max_tokens'),
  'a server error (500)': (_request, { response }) => sendError(response, 500, null, 'The server had an error'),
  overloaded: (_request, { response }) => sendError(response, 503, null, 'Overloaded'),
  'a redirect': (_request, { response }) =>
    void response.writeHead(307, { location: 'http://127.0.0.1:1/v1/chat/completions' }).end(),
} satisfies Record<string, Personality>;

/** An answer that a judge would pass by, were it whole. */
const passing = (_request: unknown) => ({
  content: JSON.stringify({ passed: true, score: 1, reason: 'The text holds to its evidence.', claim: null }),
});

/** Answers a judge may give that are JSON and still no verdict. */
export const BAD_VERDICTS: Readonly<Record<string, unknown>> = {
  'a score above one': { passed: true, score: 1.2, reason: 'fine', claim: null },
  'a score below zero': { passed: true, score: -0.1, reason: 'fine', claim: null },
  'a score in words': { passed: true, score: 'high', reason: 'fine', claim: null },
  'a score of percent': { passed: true, score: 95, reason: 'fine', claim: null },
  'no score': { passed: true, reason: 'fine', claim: null },
  'a null score': { passed: true, score: null, reason: 'fine', claim: null },
  'passed in words': { passed: 'yes', score: 1, reason: 'fine', claim: null },
  'passed as a number': { passed: 1, score: 1, reason: 'fine', claim: null },
  'no passed': { score: 1, reason: 'fine', claim: null },
  'no reason': { passed: true, score: 1, claim: null },
  'an empty reason': { passed: true, score: 1, reason: ' ', claim: null },
  'a claim that is not there': { passed: true, score: 1, reason: 'fine', claim: 2 },
  'more than was asked': { passed: true, score: 1, reason: 'fine', claim: null, rule: 'grounding' },
  'a score against its answer': { passed: true, score: 0.1, reason: 'fine', claim: null },
  'an answer against its score': { passed: false, score: 0.9, reason: 'fine', claim: null },
  'an answer inside another': { verdict: { passed: true, score: 1, reason: 'fine', claim: null } },
};
