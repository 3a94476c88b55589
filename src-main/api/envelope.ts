/**
 * The gate in front of the RPC library: only text frames that are a request of ours or a cancellation get through, rebuilt
 * from the few fields we use. Everything else (binary, broken JSON, uploads, client streams, foreign headers) is null,
 * so that nothing malformed reaches code that would reject outside of any handler.
 */
import { z } from 'zod';

const REQUEST = 1;
const ABORT = 4;

const IdSchema = z.string().min(1).max(64);
const AbortSchema = z.object({ i: IdSchema, t: z.literal(ABORT) });
const RequestSchema = z.object({
  i: IdSchema,
  t: z.literal(REQUEST).optional(),
  p: z.object({
    u: z
      .string()
      .max(100)
      .regex(/^\/[A-Za-z0-9/]*$/),
    m: z.literal('POST').optional(),
    b: z.unknown().optional(),
  }),
});

/** The frame to hand on, or null when it must be refused. */
export function readEnvelope(frame: unknown): string | null {
  if (typeof frame !== 'string') return null;
  const parsed = parseJson(frame);
  const abort = AbortSchema.safeParse(parsed);
  if (abort.success) return JSON.stringify({ i: abort.data.i, t: ABORT });
  const request = RequestSchema.safeParse(parsed);
  if (!request.success) return null;
  const { i, p } = request.data;
  return JSON.stringify({ i, p: { u: p.u, b: p.b } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by both schemas
  }
}
