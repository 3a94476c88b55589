/**
 * State of estimators as text: a Float64Array, little-endian, base64. Exact for every double, NaN and infinities included,
 * and JSON-safe. Refuses (false) text of another length, so a state of an older layout is never half restored.
 */
export function packFloats(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

export function unpackFloats(text: unknown, into: Float64Array): boolean {
  if (typeof text !== 'string') return false;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.byteLength !== into.byteLength) return false;
  into.set(new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));
  return true;
}

/** Arrays of one estimator under names; restore is all or nothing. */
export type Packed = Readonly<Record<string, Float64Array>>;

export function packAll(arrays: Packed): Record<string, string> {
  return Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, packFloats(values)]));
}

export function unpackAll(state: unknown, arrays: Packed): boolean {
  if (typeof state !== 'object' || state === null) return false;
  const given = state as Record<string, unknown>;
  const fresh = Object.entries(arrays).map(([name, values]) => {
    const copy = new Float64Array(values.length);
    return unpackFloats(given[name], copy) ? ([values, copy] as const) : null;
  });
  if (fresh.some((pair) => pair === null)) return false;
  for (const pair of fresh) pair?.[0].set(pair[1]);
  return true;
}
