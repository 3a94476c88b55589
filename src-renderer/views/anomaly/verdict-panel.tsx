/** What the check said: the verdict in a line, and rule by rule why. */
import { Check, CircleMinus, X, type LucideIcon } from 'lucide-react';
import type { Finding, NarrativeRevision } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { Verdict } from '../../ui/verdict.tsx';
import { claimText, revisionInForce } from './detail-model.ts';

export function VerdictPanel({ detail }: { detail: AnomalyDetail }) {
  const revision = revisionInForce(detail);
  const { narrative, anomaly } = detail;
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <Verdict narrative={narrative} stage={anomaly.stage} />
        {revision !== null && <span>score {revision.verdict.score.toFixed(2)}</span>}
        {narrative !== null && <span>written by {narrative.llm_model ?? narrative.llm_provider}</span>}
        {narrative !== null && narrative.revision > 1 && <span>revision {narrative.revision}</span>}
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
        {failed === 0 ? `All ${count} checks passed` : `${failed} of ${count} checks not passed`}
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
  if (score === null && passed) return { icon: CircleMinus, tone: 'text-faint', word: 'does not apply' };
  return passed
    ? { icon: Check, tone: 'text-text', word: 'passed' }
    : { icon: X, tone: 'text-amber', word: 'not passed' };
};

function Row({ finding, claim }: { finding: Finding; claim: string | null }) {
  const { icon: Icon, tone, word } = markOf(finding);
  return (
    <li className="grid grid-cols-[16px_132px_1fr_32px] items-baseline gap-2 border-b border-line py-1.5 text-xs">
      <Icon size={12} strokeWidth={1.75} aria-label={word} className={`translate-y-0.5 ${tone}`} />
      <span>{finding.rule.replaceAll('_', ' ')}</span>
      <span className="min-w-0 leading-normal break-words text-muted" title={claim ?? undefined}>
        {finding.reason}
      </span>
      <span className="text-right text-muted">{finding.score === null ? '–' : finding.score.toFixed(2)}</span>
    </li>
  );
}
