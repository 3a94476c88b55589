/** A completion as server-sent events, a few characters an event; ends with [DONE] or, when cut, in the middle. */
import type { ServerResponse } from 'node:http';
import type { Completion } from './server.ts';

export function streamed(response: ServerResponse, completion: Completion, cutAfter = Infinity): void {
  const [choice] = completion.choices;
  const text = typeof choice?.message.content === 'string' ? choice.message.content : '';
  const pieces = text.match(/[\s\S]{1,12}/g) ?? [];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (delta: unknown, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ ...completion, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  for (const piece of pieces.slice(0, cutAfter)) event({ content: piece }, null);
  if (pieces.length > cutAfter) return void setImmediate(() => response.destroy());
  event({}, choice?.finish_reason ?? 'stop');
  response.end('data: [DONE]\n\n');
}
