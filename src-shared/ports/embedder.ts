/** Text to unit vectors of 384 numbers; a text without a word may be all zeros. */
export const EMBEDDING_DIMENSIONS = 384;

export interface Embedder {
  readonly id: string;
  /** Cosine from which two headlines usually tell one story: every embedder has its own scale. */
  readonly sameStory: number;
  /** One vector for each text, in the same order. Rejects with a FaultError; `cancelled` when the signal aborts. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** Vectors of one call, all made by the embedder `by`. */
export interface Embedded {
  readonly vectors: Float32Array[];
  readonly by: string;
  readonly sameStory: number;
}

/** An embedder that may let another one answer, and says which did. */
export interface TracedEmbedder extends Embedder {
  embedTraced(texts: readonly string[], signal?: AbortSignal): Promise<Embedded>;
}
