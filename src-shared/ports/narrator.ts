/** Writes a draft from frozen evidence. Nothing it writes is shown before a verdict. */
import type { Draft, Evidence, Finding, PromptMessage, ToolName } from '../narrative.ts';

export interface NarratorResult {
  readonly draft: Draft;
  readonly toolsUsed: ToolName[];
  readonly toolResults: Record<string, unknown>;
  readonly model: string | null;
  /** What a language model was sent first, rules and evidence; its tool calls are in `toolResults`. */
  readonly prompt?: readonly PromptMessage[];
  /** What the narrator itself found wrong with its draft: such a draft is withheld without asking the validator. */
  readonly refused?: readonly Finding[];
}
export interface Narrator {
  /** `template`, `openai`, … : stored as llm_provider. */
  readonly provider: string;
  /** `findings` are why the previous draft was withheld. Throws FaultError. */
  write(evidence: Evidence, findings: readonly Finding[], signal: AbortSignal): Promise<NarratorResult>;
}
