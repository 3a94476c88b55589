/**
 * The fetch under the `openai` package: no redirect is followed (the key must not travel on), and an answer larger than it can
 * sensibly be is refused before it is whole.
 */
import { fault, FaultError } from '../../../src-shared/fault.ts';
import { signedFetch } from '../../base/egress.ts';

export function cappedFetch(maxBytes: number): typeof fetch {
  const signed = signedFetch('embedder');
  return async (input, init) => {
    const response = await signed(input, { ...init, redirect: 'error' });
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(cap(maxBytes)), { status, statusText, headers });
  };
}

function cap(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.length;
      if (seen > maxBytes) controller.error(new FaultError(fault('corrupt', `an answer over ${maxBytes} bytes`)));
      else controller.enqueue(chunk);
    },
  });
}
