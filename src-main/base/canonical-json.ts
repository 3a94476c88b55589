/** JSON with sorted keys and no spaces, so that equal values have equal bytes; and the SHA-256 of those bytes. */
import { createHash } from 'node:crypto';

/** Throws for what JSON cannot say (cycles, bigint). Undefined members are left out, as JSON does. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

export const sha256Of = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
