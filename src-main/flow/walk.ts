/**
 * One walk down the cold path: gather the news, freeze the evidence, write, judge, store, tell. What an earlier run already
 * finished is not written again; a later look writes a revision only when it has something new to say.
 */
import { isFinalStage, type Anomaly } from '../../src-shared/anomaly.ts';
import type { EpochMs } from '../../src-shared/market.ts';
import type { Investigation } from '../../src-shared/news.ts';
import type { Evidence, Narrative, NarrativeRevision } from '../../src-shared/narrative.ts';
import type { AnomalyDetail, AnomalyWithNarrative, Reader } from '../../src-shared/ports/reader.ts';
import type { Writer } from '../../src-shared/ports/writer.ts';
import { FOLLOW_UP_MS, type PassReason } from './cold-path.ts';
import { hasNews, type Standing } from './revision.ts';

export interface Composed {
  readonly narrative: Narrative;
  readonly drafts: readonly NarrativeRevision[];
  readonly stage: 'accepted' | 'withheld';
}

export interface WalkOptions {
  readonly reader: Reader;
  readonly writer: Writer;
  readonly investigate: (anomaly: Anomaly, now: EpochMs) => Promise<Investigation>;
  readonly evidenceOf: (anomaly: Anomaly, investigation: Investigation, now: EpochMs) => Promise<Evidence>;
  readonly standingOf: (evidence: Evidence) => Standing;
  readonly compose: (
    anomaly: Anomaly,
    evidence: Evidence,
    previous: Narrative | null,
    now: EpochMs,
  ) => Promise<Composed>;
  readonly onChange: (change: AnomalyWithNarrative) => void;
  readonly onNarrative: (narrative: Narrative) => void;
}

export type Walk = (anomaly: Anomaly, now: EpochMs, reason: PassReason) => Promise<void>;

export function createWalk(o: WalkOptions): Walk {
  return async (anomaly, now, reason) => {
    const before = await o.reader.anomaly(anomaly.id);
    if (reason === 'raised' && before !== null && isFinalStage(before.anomaly.stage)) return;
    const investigation = await o.investigate(anomaly, now);
    await o.writer.saveInvestigation(investigation);
    const evidence = await o.evidenceOf(anomaly, investigation, now);
    if (reason !== 'raised' && !isWorthWriting(o, reason, before, evidence, anomaly)) return;
    const { narrative, drafts, stage } = await o.compose(anomaly, evidence, before?.narrative ?? null, now);
    await o.writer.saveNarrative(narrative, drafts, stage);
    const after = await o.reader.anomaly(anomaly.id);
    if (after !== null) o.onChange(after);
    o.onNarrative(narrative);
  };
}

function isWorthWriting(
  o: WalkOptions,
  reason: PassReason,
  before: AnomalyDetail | null,
  evidence: Evidence,
  anomaly: Anomaly,
): boolean {
  if (reason === 'grown' || before?.narrative === null || before === null) return true;
  const last = before.revisions.filter((r) => r.verdict.verdict === 'accepted').at(-1);
  const standing = o.standingOf(evidence);
  if (hasNews(last === undefined ? null : o.standingOf(last.evidence), standing)) return true;
  // The text of an unknown cause says "so far" until the three hours are over.
  return (
    reason === 'closing' &&
    standing.cause === 'cause_unknown' &&
    (last?.evidence.built_at ?? 0) < onsetOf(anomaly) + FOLLOW_UP_MS
  );
}

const onsetOf = (anomaly: Anomaly): EpochMs => anomaly.detection_metadata.onset;
