/** What the embedder's thread and its owner say to each other. A text's vector comes back in one reply; its buffer is handed over. */
import type { Fault } from '../../../src-shared/fault.ts';
import type { ModelFiles } from './model-folder.ts';

export type EmbedWorkerData = ModelFiles;

export interface EmbedRequest {
  readonly id: number;
  readonly text: string;
}

export type EmbedGreeting = { readonly loaded: true } | { readonly loaded: false; readonly fault: Fault };

export type EmbedReply =
  | { readonly id: number; readonly vector: Float32Array }
  | { readonly id: number; readonly fault: Fault }
  | { readonly id: number; readonly bug: string };
