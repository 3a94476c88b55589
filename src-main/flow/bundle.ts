/**
 * One narrative with all it was judged on, out of the store and back: `makeBundle` collects and hashes, `replayBundle` checks the hashes
 * and judges the last draft again by the rules of this program. What a judge (a model) said is taken over, not asked again.
 */
import { BUNDLE_FORMAT, type Bundle, type BundleParts } from '../../src-shared/bundle.ts';
import { throwFault } from '../../src-shared/fault.ts';
import { isoOf } from '../../src-shared/format.ts';
import { HOUR_MS, minuteOf, type EpochMs } from '../../src-shared/market.ts';
import type { Verdict } from '../../src-shared/narrative.ts';
import type { Reader } from '../../src-shared/ports/reader.ts';
import { canonicalJson, sha256Of } from '../base/canonical-json.ts';
import { judgeByRules, verdictOf } from '../validate/verdict.ts';
import { JUDGE } from '../validate/validator.ts';

export interface MakeBundleOptions {
  readonly reader: Pick<Reader, 'anomaly' | 'candles'>;
  readonly anomalyId: string;
  readonly program: string;
  readonly aliasTable: string | Buffer;
  readonly now: EpochMs;
}

const [BEFORE_MS, AFTER_MS] = [HOUR_MS, 3 * HOUR_MS];
const PARTS = ['anomaly', 'candles', 'news', 'clusters', 'narrative', 'revisions', 'prompt'] as const;

/** Throws FaultError `not_found` without such an anomaly, or while it has no judged narrative. */
export async function makeBundle(o: MakeBundleOptions): Promise<Bundle> {
  const detail = await o.reader.anomaly(o.anomalyId);
  if (detail === null) throwFault('not_found', `no anomaly ${o.anomalyId}`);
  const { anomaly, narrative, revisions } = detail;
  if (narrative === null || revisions.length === 0)
    throwFault('not_found', `anomaly ${o.anomalyId} has no judged narrative yet (stage ${anomaly.stage})`);
  const start = minuteOf(anomaly.detection_metadata.onset);
  const span = { symbol: anomaly.symbol, venue: anomaly.venue, from: start - BEFORE_MS, to: start + AFTER_MS };
  const parts: BundleParts = {
    anomaly,
    candles: await o.reader.candles(span),
    news: detail.articles.map((article) => ({ ...article, embedding: null })),
    clusters: detail.clusters,
    narrative,
    revisions,
    prompt: revisions.at(-1)?.prompt ?? null,
  };
  const head = { format: BUNDLE_FORMAT, program: o.program, exported_at: isoOf(o.now) } as const;
  return { ...head, alias_table_sha256: sha256Of(o.aliasTable), sha256: hashesOf(parts), ...parts };
}

const hashesOf = (parts: BundleParts): Record<string, string> =>
  Object.fromEntries(PARTS.map((part) => [part, sha256Of(canonicalJson(parts[part]))]));

export interface BundleReplay {
  /** Parts whose content does not have the hash that the bundle says. */
  readonly changed: readonly string[];
  /** False: names were checked with another alias table than this program's. */
  readonly sameAliasTable: boolean;
  readonly recorded: Verdict;
  readonly replayed: Verdict;
  /** Verdict, score and every finding are equal. */
  readonly same: boolean;
}

export interface ReplayBundleOptions {
  readonly aliasTable: string | Buffer;
  readonly namesOf: (asset: string) => readonly string[];
}

export function replayBundle(bundle: Bundle, { aliasTable, namesOf }: ReplayBundleOptions): BundleReplay {
  const hashes = hashesOf(bundle);
  const last = bundle.revisions.at(-1) ?? throwFault('bad_input', 'the bundle has no judged draft');
  const { tools_used: toolsUsed, tool_results: toolResults } = bundle.narrative;
  const byRules = judgeByRules(last.draft, last.evidence, { namesOf, toolsUsed, toolResults });
  const judged = last.verdict.findings.filter((finding) => finding.rule === JUDGE);
  const replayed = judged.length === 0 ? byRules : verdictOf([...byRules.findings, ...judged]);
  return {
    changed: PARTS.filter((part) => bundle.sha256[part] !== hashes[part]),
    sameAliasTable: bundle.alias_table_sha256 === sha256Of(aliasTable),
    recorded: last.verdict,
    replayed,
    same: canonicalJson(replayed) === canonicalJson(last.verdict),
  };
}
