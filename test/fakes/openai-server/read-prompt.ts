/** What an honest model would take from the prompt: the facts of the EVIDENCE block, the allowed classes, the licensed reports. */
import type { SentMessage, SentRequest } from './server.ts';

export interface PromptFact {
  readonly id: string;
  readonly kind: string;
  readonly says?: string;
  readonly fills?: string | null;
  readonly headline?: string | null;
  readonly source?: string;
  readonly time?: string;
  readonly minutes?: string;
  readonly published_at?: number;
  readonly linked?: boolean;
  readonly price_report?: boolean;
}
export interface PromptHead {
  readonly symbol: string;
  readonly venue: string;
  readonly onset_ms: number;
  readonly detected_ms: number;
}
export interface ReadPrompt {
  readonly head: PromptHead;
  readonly facts: readonly PromptFact[];
  readonly allowed: readonly string[];
  /** Reports that the licensed class may use. */
  readonly use: readonly string[];
}

export const textOf = (request: SentRequest): string =>
  request.messages.map(({ content }: SentMessage) => content ?? '').join('\n');

export function readPrompt(request: SentRequest): ReadPrompt {
  const text = textOf(request);
  const block = /<<<(EVIDENCE-[0-9a-f]{8})\n([\s\S]*?)\n\1>>>/.exec(text)?.[2] ?? '';
  const [head, ...facts] = block.split('\n').map((line) => JSON.parse(line) as unknown);
  const user = request.messages.find(({ role }) => role === 'user')?.content ?? '';
  const allowed = [...user.split('The evidence, between')[0].matchAll(/^(\w+_\w+): /gm)].map((m) => m[1]);
  const use = /For \w+ use ((?:E\d+(?:, )?)+)/.exec(user)?.[1]?.split(', ') ?? [];
  return { head: head as PromptHead, facts: facts as PromptFact[], allowed, use };
}
