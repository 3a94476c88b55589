/**
 * From evidence to a judged narrative: the narrator writes, the validator judges; one more try with the findings; then the
 * template. What is returned is the last judged text, accepted or withheld, with every draft. Only the time it took depends
 * on the clock on the wall.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { FaultError, throwFault } from '../../src-shared/fault.ts';
import { roundTo } from '../../src-shared/format.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type {
  Draft,
  Evidence,
  Finding,
  Narrative,
  NarrativeRevision,
  ToolName,
  Verdict,
} from '../../src-shared/narrative.ts';
import type { Narrator, NarratorResult } from '../../src-shared/ports/narrator.ts';
import { childId } from '../base/ids.ts';

export interface ToolTrace {
  readonly toolsUsed: readonly ToolName[];
  readonly toolResults: Readonly<Record<string, unknown>>;
}
/** The validator as this room sees it: a draft in, a verdict out; never throws for a draft. */
export type Validate = (draft: Draft, evidence: Evidence, trace: ToolTrace, signal: AbortSignal) => Promise<Verdict>;

export interface ComposeInput {
  readonly anomaly: Anomaly;
  readonly evidence: Evidence;
  readonly narrator: Narrator;
  /** The template; the same object as `narrator` without a model. */
  readonly fallback: Narrator;
  readonly validator: Validate;
  /** 0 when nothing was written yet. */
  readonly previousRevision: number;
  /** When the first revision was written; absent for the first. */
  readonly createdAt?: EpochMs;
  /** Market time. */
  readonly now: EpochMs;
  /** Wall time, for the duration alone. */
  readonly wallNow: () => EpochMs;
  readonly signal: AbortSignal;
}

export interface Composed {
  readonly narrative: Narrative;
  /** Every judged draft of this revision, in order. */
  readonly drafts: NarrativeRevision[];
  readonly stage: 'accepted' | 'withheld';
}

interface Judged {
  readonly result: NarratorResult;
  readonly verdict: Verdict;
  readonly provider: string;
}

/** Throws FaultError when the fallback itself cannot write, or `cancelled` when the signal aborts. */
export async function composeNarrative(input: ComposeInput): Promise<Composed> {
  const started = input.wallNow();
  const judged = await attempts(input);
  const last = judged.at(-1) ?? throwFault('unavailable', 'no narrator wrote a draft');
  const seconds = roundTo(Math.max(0, input.wallNow() - started) / 1000, 3);
  return {
    narrative: narrativeOf(input, last, seconds),
    drafts: judged.map((one, i) => revisionOf(input, one, i + 1)),
    stage: last.verdict.verdict,
  };
}

async function attempts(input: ComposeInput): Promise<Judged[]> {
  const { narrator, fallback } = input;
  const judged: Judged[] = [];
  // A narrator that is the fallback writes the same again: nothing is gained by asking twice.
  const plan = narrator === fallback ? [fallback] : [narrator, narrator, fallback];
  for (const writer of plan) {
    const findings =
      writer === fallback ? [] : (judged.at(-1)?.verdict.findings ?? []).filter((finding) => !finding.passed);
    const one = await attempt(input, writer, findings);
    if (one === null) continue;
    judged.push(one);
    if (one.verdict.verdict === 'accepted') break;
  }
  return judged;
}

/** Null when a model could not write; a fault of the fallback, and cancellation, are the caller's. */
async function attempt(input: ComposeInput, writer: Narrator, findings: readonly Finding[]): Promise<Judged | null> {
  try {
    const result = await writer.write(input.evidence, findings, input.signal);
    const verdict = await input.validator(result.draft, input.evidence, result, input.signal);
    return { result, verdict, provider: writer.provider };
  } catch (error) {
    if (input.signal.aborted) throwFault('cancelled', 'writing the narrative was cancelled', { cause: error });
    if (error instanceof FaultError && writer !== input.fallback) return null;
    throw error;
  }
}

const nextRevision = (input: ComposeInput): number => input.previousRevision + 1;

function revisionOf(
  input: ComposeInput,
  { result, verdict, provider }: Judged,
  attemptNumber: number,
): NarrativeRevision {
  const revision = nextRevision(input);
  return {
    id: childId(input.anomaly.id, 'revision', `${revision}.${attemptNumber}`),
    anomaly_id: input.anomaly.id,
    revision,
    attempt: attemptNumber,
    draft: result.draft,
    evidence: input.evidence,
    verdict,
    llm_provider: provider,
    created_at: input.now,
  };
}

function narrativeOf(input: ComposeInput, { result, verdict, provider }: Judged, seconds: number): Narrative {
  const { sentences, cause } = result.draft;
  return {
    id: childId(input.anomaly.id, 'narrative', 'narrative'),
    anomaly_id: input.anomaly.id,
    narrative_text: sentences.map(({ text }) => text).join(' '),
    confidence_score: verdict.score,
    tools_used: [...result.toolsUsed],
    tool_results: result.toolResults,
    validated: !isUnjudged(verdict),
    validation_passed: verdict.verdict === 'accepted',
    validation_reason: reasonOf(verdict),
    llm_provider: provider,
    llm_model: result.model,
    generation_time_seconds: seconds,
    created_at: input.createdAt ?? input.now,
    validated_at: input.now,
    cause,
    citations: sentences.map(({ text, cites }) => ({ claim: text, evidence_ids: [...cites] })),
    revision: nextRevision(input),
    updated_at: input.now,
  };
}

/** A judge that was asked and did not answer leaves the text not validated. */
const isUnjudged = ({ findings }: Verdict): boolean =>
  findings.some(({ rule, passed, score }) => rule === 'judge' && !passed && score === null);

/** What failed, or that everything held. */
function reasonOf({ findings }: Verdict): string {
  const failed = findings.filter((finding) => !finding.passed);
  if (failed.length === 0) return 'all rules hold';
  return failed.map(({ rule, reason }) => `${rule}: ${reason}`).join('; ');
}
