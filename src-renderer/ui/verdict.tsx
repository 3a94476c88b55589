/** Verdict marks: a check in text colour, a hollow amber diamond, an open circle. Truth is never green. */
import { Check, Circle, Diamond, LoaderCircle } from 'lucide-react';
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { Narrative } from '../../src-shared/narrative.ts';
import { verdictOf, verdictText, type VerdictMark } from './words.ts';

const MARKS: Record<VerdictMark, { icon: typeof Check; tone: string }> = {
  accepted: { icon: Check, tone: 'text-text' },
  unknown: { icon: Circle, tone: 'text-text' },
  withheld: { icon: Diamond, tone: 'text-amber' },
  pending: { icon: LoaderCircle, tone: 'text-muted' },
};

export function Verdict({
  narrative,
  stage,
  quiet = false,
}: {
  narrative: Narrative | null;
  stage: Anomaly['stage'];
  quiet?: boolean;
}) {
  const { icon: Icon, tone } = MARKS[verdictOf(narrative)];
  return (
    <span className={`inline-flex items-center gap-1.5 text-xs ${quiet ? 'text-muted' : tone}`}>
      <Icon size={12} strokeWidth={1.75} aria-hidden />
      {verdictText(narrative, stage)}
    </span>
  );
}
