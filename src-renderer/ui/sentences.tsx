/**
 * The narrative as it may be shown: accepted sentences with their citations as small numerals, or an honest line why there
 * is nothing to read yet. A withheld draft is never shown here.
 */
import { useId, useState, type ReactNode } from 'react';
import type { Anomaly } from '../../src-shared/anomaly.ts';
import type { Narrative, NarrativeRevision } from '../../src-shared/narrative.ts';
import { WORDS_TEXT } from '../../src-shared/text/words.ts';
import { citedSentences, numeralOf } from './cited.ts';
import { Lines } from './parts.tsx';
import { verdictOf } from './words.ts';

interface SentencesProps {
  readonly narrative: Narrative | null;
  readonly stage: Anomaly['stage'];
  readonly revisions?: readonly NarrativeRevision[];
  /** The evidence id that is shown now. */
  readonly active?: string | null;
  readonly onCite: (evidenceId: string) => void;
  /** What is shown beside a numeral that is hovered or focused. */
  readonly tip?: (evidenceId: string, tipId: string, near: DOMRect) => ReactNode;
  readonly className?: string;
}

export function Sentences({
  narrative,
  stage,
  revisions = [],
  active = null,
  onCite,
  tip,
  className = '',
}: SentencesProps) {
  const mark = verdictOf(narrative);
  if (mark === 'withheld') return <p className={`text-muted ${className}`}>{WORDS_TEXT.withheldLong}</p>;
  if (narrative === null || mark === 'pending') return <Waiting stage={stage} />;
  return (
    <p className={`text-pretty ${className}`} data-testid="narrative">
      {citedSentences(narrative, revisions).map(({ text: words, cites }, index) => {
        const text = words.replace(/(\d) %/g, '$1\u00a0%');
        return (
          <span key={index}>
            {index > 0 && ' '}
            {text.slice(0, lastWordAt(text))}
            <span className="whitespace-nowrap">
              {text.slice(lastWordAt(text))}
              {cites.map((id) => (
                <Numeral key={id} id={id} active={id === active} onCite={onCite} tip={tip} />
              ))}
            </span>
          </span>
        );
      })}
    </p>
  );
}

/** The numerals stay on the line of the word before them, unless that is no word. */
const LONGEST_WORD = 40;
const lastWordAt = (text: string): number => {
  const at = text.lastIndexOf(' ') + 1;
  return text.length - at > LONGEST_WORD ? text.length : at;
};

function Waiting({ stage }: { stage: Anomaly['stage'] }) {
  return (
    <div role="status" aria-label={stage === 'raised' ? WORDS_TEXT.readingNewsLong : WORDS_TEXT.writingLong}>
      <Lines />
    </div>
  );
}

type NumeralProps = Pick<SentencesProps, 'onCite' | 'tip'> & { readonly id: string; readonly active: boolean };

function Numeral({ id, active, onCite, tip }: NumeralProps) {
  const tipId = useId();
  const [near, setNear] = useState<DOMRect | null>(null);
  const show = (event: { currentTarget: Element }): void => setNear(event.currentTarget.getBoundingClientRect());
  const hide = (): void => setNear(null);
  const tone = active ? 'bg-accent text-on-accent' : 'text-accent hover:bg-raised';
  return (
    <>
      <button
        type="button"
        data-cite={id}
        aria-describedby={near === null || tip === undefined ? undefined : tipId}
        onPointerEnter={show}
        onPointerLeave={hide}
        onFocus={show}
        onBlur={hide}
        aria-label={WORDS_TEXT.evidence(numeralOf(id))}
        aria-pressed={active}
        onClick={(event) => {
          event.stopPropagation();
          onCite(id);
        }}
        className={`relative -top-1 inline-flex h-4 items-center justify-center rounded-xs px-0.75 text-2xs font-medium ${tone}`}
      >
        {numeralOf(id)}
      </button>
      {near !== null && tip?.(id, tipId, near)}
    </>
  );
}
