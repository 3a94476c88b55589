/** Text to unit vectors of 384 numbers. */
export const EMBEDDING_DIMENSIONS = 384;
export interface Embedder {
  readonly id: string;
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}
