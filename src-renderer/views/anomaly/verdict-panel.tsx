/** What the check said: the verdict in a line, and rule by rule why. */
import { Check, CircleMinus, X, type LucideIcon } from 'lucide-react';
import type { Finding, NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { numberText } from '../../ui/numbers.ts';
import { Verdict } from '../../ui/verdict.tsx';
import { claimText, revisionInForce } from './detail-model.ts';

const TEXT = ANOMALY_TEXT.verdict;

export function VerdictPanel({ detail }: { detail: AnomalyDetail }) {
  const revision = revisionInForce(detail);
  const { narrative, anomaly } = detail;
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <Verdict narrative={narrative} stage={anomaly.stage} />
        {revision !== null && <span>{TEXT.score(numberText(revision.verdict.score, 2))}</span>}
        {narrative !== null && <span>{TEXT.writtenBy(narrative.llm_model ?? narrative.llm_provider)}</span>}
        {narrative !== null && narrative.revision > 1 && <span>{TEXT.revision(narrative.revision)}</span>}
      </p>
      {revision !== null && <Findings revision={revision} />}
    </div>
  );
}

export function Findings({ revision }: { revision: NarrativeRevision }) {
  const failed = revision.verdict.findings.filter(({ passed }) => !passed).length;
  const count = revision.verdict.findings.length;
  return (
    <details className="group mt-1" open={failed > 0}>
      <summary className="w-fit rounded-xs text-xs text-muted hover:text-text">
        {failed === 0 ? TEXT.allPassed(count) : TEXT.notPassed(failed, count)}
      </summary>
      <ul className="mt-1.5 border-t border-line">
        {revision.verdict.findings.map((finding, index) => (
          <Row key={index} finding={finding} claim={claimText(revision, finding.claim)} />
        ))}
      </ul>
    </details>
  );
}

const markOf = ({ passed, score }: Finding): { icon: LucideIcon; tone: string; word: string } => {
  if (score === null && passed) return { icon: CircleMinus, tone: 'text-faint', word: TEXT.notApplicable };
  return passed
    ? { icon: Check, tone: 'text-text', word: TEXT.passed }
    : { icon: X, tone: 'text-amber', word: TEXT.failed };
};

function Row({ finding, claim }: { finding: Finding; claim: string | null }) {
  const { icon: Icon, tone, word } = markOf(finding);
  return (
    <li className="grid grid-cols-[16px_132px_1fr_32px] items-baseline gap-2 border-b border-line py-1.5 text-xs">
      <Icon size={12} strokeWidth={1.75} aria-label={word} className={`translate-y-0.5 ${tone}`} />
      <span>
        {TEXT.rule(finding.rule)}
        <span className="block text-2xs text-muted">
          {finding.claim === null ? TEXT.whole : TEXT.sentence(finding.claim + 1)}
        </span>
      </span>
      <span className="min-w-0 leading-normal break-words text-muted" title={claim ?? undefined}>
        <bdi>{finding.reason}</bdi>
      </span>
      <span className="text-right text-muted">{finding.score === null ? '–' : numberText(finding.score, 2)}</span>
    </li>
  );
}
