/** The numbered facts that the sentences may use. A cited one can be opened from its numeral; news shows where it came from. */
import { useEffect, useRef, type ReactNode } from 'react';
import type { EvidenceFact, EvidenceNews } from '../../../src-shared/narrative.ts';
import { numeralOf } from '../../ui/cited.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Clock } from '../../ui/time.tsx';
import { offsetText } from '../../ui/words.ts';

const KIND_LABELS: Record<EvidenceFact['kind'], string> = {
  move: 'Move',
  volume: 'Volume',
  rarity: 'Rarity',
  market: 'Market',
  news: 'News',
  quiet: 'No news',
  source_down: 'Not read',
  similar: 'Similar',
};

interface EvidenceTableProps {
  readonly facts: readonly EvidenceFact[];
  readonly active: string | null;
  readonly cited: ReadonlySet<string>;
  readonly onPick: (id: string) => void;
}

export function EvidenceTable({ facts, active, cited, onPick }: EvidenceTableProps) {
  if (facts.length === 0)
    return (
      <p className="text-xs text-muted">The evidence appears here when the news around this minute has been read.</p>
    );
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
        aria-label={`Show evidence ${numeralOf(fact.id)}`}
        className={`rounded-xs pl-2 text-left font-medium ${cited ? 'text-accent' : 'text-muted'}`}
      >
        {numeralOf(fact.id)}
      </button>
      <span className="text-muted">{KIND_LABELS[fact.kind]}</span>
      <span className="min-w-0 leading-normal break-words">
        {fact.news === null ? fact.text : <ExternalLink url={fact.news.url}>{fact.news.title}</ExternalLink>}
      </span>
      <span className="text-muted">
        {fact.news === null ? <Clock time={fact.time} /> : offsetText(fact.news.time_diff_minutes)}
      </span>
      {active && fact.news !== null && <NewsFacts news={fact.news} />}
    </li>
  );
}

function NewsFacts({ news }: { news: EvidenceNews }) {
  const side = news.timing_tag === 'pre_event' ? 'before the onset' : 'after the onset';
  return (
    <dl data-testid="cited-news" className="col-start-3 mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-2xs text-muted">
      <Pair name="Source">{news.source}</Pair>
      <Pair name="Published">
        <Clock time={news.published_at} withZone />, {side}
      </Pair>
      <Pair name="First read">
        <Clock time={news.first_seen_at} withZone />
      </Pair>
      {news.price_report && <Pair name="Kind">price report, never a cause</Pair>}
      {!news.linked && <Pair name="Link">does not name this asset</Pair>}
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
