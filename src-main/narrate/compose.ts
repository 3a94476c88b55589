/**
 * From evidence to a judged narrative: the narrator writes, the validator judges; one more try with the findings; then the
 * template. A model that cannot be asked (no budget, no connection, a wrong key) is not asked twice. What is returned is the last
 * judged text, accepted or withheld, with every draft. Only the time it took depends on the clock on the wall.
 */
import type { Anomaly } from '../../src-shared/anomaly.ts';
import { faultOf, throwFault, type Fault } from '../../src-shared/fault.ts';
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
  /** Told when a model could not write and the next step of the ladder does. */
  readonly onDegraded?: (provider: string, fault: Fault) => void;
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
  let wrong: readonly Finding[] | null = narrator === fallback ? null : [];
  for (let round = 0; round < 2 && wrong !== null; round++) {
    const one = await attempt(input, wrong);
    if ('verdict' in one) judged.push(one);
    if (isAccepted(one)) return judged;
    wrong = whatWasWrong(one);
  }
  const last = await judge(input, fallback, []);
  return [...judged, last];
}

type Attempt = Judged | { readonly fault: Fault };

const isAccepted = (one: Attempt): boolean => 'verdict' in one && one.verdict.verdict === 'accepted';

/** What a second try is told; null when there is none, because the same would happen again. */
function whatWasWrong(one: Attempt): readonly Finding[] | null {
  if ('verdict' in one) return one.verdict.findings.filter((finding) => !finding.passed);
  if (one.fault.kind !== 'corrupt') return null;
  return [{ rule: 'answer', passed: false, score: 0, reason: one.fault.detail, claim: null }];
}

/** A fault of a model is a step down the ladder; cancellation and bugs are the caller's. */
async function attempt(input: ComposeInput, findings: readonly Finding[]): Promise<Attempt> {
  try {
    return await judge(input, input.narrator, findings);
  } catch (error) {
    const known = faultOf(error);
    if (known === null || input.signal.aborted) throw error;
    input.onDegraded?.(input.narrator.provider, known);
    return { fault: known };
  }
}

async function judge(input: ComposeInput, writer: Narrator, findings: readonly Finding[]): Promise<Judged> {
  try {
    const result = await writer.write(input.evidence, findings, input.signal);
    return { result, verdict: await verdictOn(input, result), provider: writer.provider };
  } catch (error) {
    if (input.signal.aborted) throwFault('cancelled', 'writing the narrative was cancelled', { cause: error });
    throw error;
  }
}

/** What its own narrator refuses is withheld without asking anyone else. */
async function verdictOn(input: ComposeInput, result: NarratorResult): Promise<Verdict> {
  const { draft, refused = [] } = result;
  if (refused.length > 0) return { verdict: 'withheld', score: 0, findings: [...refused] };
  return input.validator(draft, input.evidence, result, input.signal);
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
    ...(result.prompt && { prompt: [...result.prompt] }),
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
