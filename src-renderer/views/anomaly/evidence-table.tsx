/** The numbered facts that the sentences may use. A cited one can be opened from its numeral; news shows where it came from. */
import { useEffect, useRef, type ReactNode } from 'react';
import type { EvidenceFact, EvidenceNews } from '../../../src-shared/narrative.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { numeralOf } from '../../ui/cited.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Clock } from '../../ui/time.tsx';
import { offsetText } from '../../ui/words.ts';
import { cutText } from './cite-tip.tsx';

const TEXT = ANOMALY_TEXT.evidence;
const MOST_CHARACTERS = 200;

interface EvidenceTableProps {
  readonly facts: readonly EvidenceFact[];
  readonly active: string | null;
  readonly cited: ReadonlySet<string>;
  readonly onPick: (id: string) => void;
}

export function EvidenceTable({ facts, active, cited, onPick }: EvidenceTableProps) {
  if (facts.length === 0) return <p className="text-xs text-muted">{TEXT.none}</p>;
  return (
    <ol className="border-t border-line">
      {facts.map((fact) => (
        <Fact key={fact.id} fact={fact} active={fact.id === active} cited={cited.has(fact.id)} onPick={onPick} />
      ))}
    </ol>
  );
}

function Fact({
  fact,
  active,
  cited,
  onPick,
}: {
  fact: EvidenceFact;
  active: boolean;
  cited: boolean;
  onPick: (id: string) => void;
}) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!active) return;
    row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <li
      ref={row}
      data-evidence={fact.id}
      aria-current={active ? 'true' : undefined}
      className={`relative grid grid-cols-[28px_56px_1fr_auto] items-baseline gap-x-2 border-b border-line py-1.5 pr-2 text-xs ${active ? 'bg-raised' : ''}`}
    >
      {active && <span aria-hidden className="absolute inset-y-0 left-0 w-0.5 bg-accent" />}
      <button
        type="button"
        onClick={() => onPick(fact.id)}
        aria-label={TEXT.show(numeralOf(fact.id))}
        className={`rounded-xs pl-2 text-left font-medium ${cited ? 'text-accent' : 'text-muted'}`}
      >
        {numeralOf(fact.id)}
      </button>
      <span className="text-muted">{TEXT.kinds[fact.kind]}</span>
      <span className="min-w-0 leading-normal break-words">
        <Told fact={fact} active={active} />
      </span>
      <span className="text-muted">
        {fact.news === null ? <Clock time={fact.time} /> : offsetText(fact.news.time_diff_minutes)}
      </span>
      {active && fact.news !== null && <NewsFacts news={fact.news} />}
    </li>
  );
}

/** Long headlines are cut until they are asked for. */
function Told({ fact: { text, news }, active }: { fact: EvidenceFact; active: boolean }) {
  const words = active ? (news?.title ?? text) : cutText(news?.title ?? text, MOST_CHARACTERS);
  if (news === null) return <bdi>{words}</bdi>;
  return (
    <ExternalLink url={news.url}>
      <bdi>{words}</bdi>
    </ExternalLink>
  );
}

function NewsFacts({ news }: { news: EvidenceNews }) {
  return (
    <dl data-testid="cited-news" className="col-start-3 mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-2xs text-muted">
      <Pair name={TEXT.source}>
        <bdi className="break-words">{news.source}</bdi>
      </Pair>
      <Pair name={TEXT.published}>
        <Clock time={news.published_at} withZone />
        {TEXT.side(news.timing_tag === 'pre_event')}
      </Pair>
      <Pair name={TEXT.firstRead}>
        <Clock time={news.first_seen_at} withZone />
      </Pair>
      {news.price_report && <Pair name={TEXT.kind}>{TEXT.priceReport}</Pair>}
      {!news.linked && <Pair name={TEXT.link}>{TEXT.notLinked}</Pair>}
    </dl>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-1">
      <dt>{name}</dt>
      <dd className="text-text">{children}</dd>
    </div>
  );
}
