/**
 * Remembers the vectors of the last `limit` different texts, so that an anomaly which is investigated again, and a headline that
 * belongs to many, is embedded once. One cache for each embedder: vectors of different ones never meet in it.
 */
import { createHash } from 'node:crypto';
import type { Embedder } from '../../../src-shared/ports/embedder.ts';

/** 1.5 kB a vector: 12 MB at most. */
const LIMIT = 8_000;

export function createCachedEmbedder(inner: Embedder, limit = LIMIT): Embedder {
  const kept = new Map<string, Float32Array>();
  const keep = (key: string, vector: Float32Array): void => {
    kept.delete(key);
    kept.set(key, vector);
    const [oldest] = kept.keys();
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
  };
  return {
    id: inner.id,
    sameStory: inner.sameStory,
    async embed(texts, signal) {
      const keys = texts.map(keyOf);
      const known = new Map<string, Float32Array>();
      const unknown = new Map<string, string>();
      keys.forEach((key, at) => {
        const vector = kept.get(key);
        if (vector === undefined) unknown.set(key, texts[at] ?? '');
        else known.set(key, vector);
      });
      const made = unknown.size === 0 ? [] : await inner.embed([...unknown.values()], signal);
      [...unknown.keys()].forEach((key, at) => {
        const vector = made[at];
        if (vector !== undefined) known.set(key, vector);
      });
      for (const [key, vector] of known) keep(key, vector);
      return keys.map((key) => (known.get(key) ?? new Float32Array()).slice());
    },
  };
}

const keyOf = (text: string): string => createHash('sha256').update(text.toWellFormed()).digest('base64');
