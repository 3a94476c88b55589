/** News around the onset: one lane per story, the onset in the middle, what came before on the left; and the same as a list. */
import { useState } from 'react';
import type { NewsArticle, NewsCluster } from '../../../src-shared/news.ts';
import { numeralOf } from '../../ui/cited.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { SectionTitle, Tag } from '../../ui/parts.tsx';
import { offsetText, plural } from '../../ui/words.ts';
import { firstRange, lanesOf, RANGES, within, type Lane, type TimelineRange } from './timeline-layout.ts';

interface NewsTimelineProps {
  readonly articles: readonly NewsArticle[];
  readonly clusters: readonly NewsCluster[];
  /** Article id → evidence id. */
  readonly cited: ReadonlyMap<string, string>;
  readonly active: string | null;
  readonly onCite: (evidenceId: string) => void;
}
const RANGE_LABELS: Record<TimelineRange, string> = { 30: '±30 min', 180: '±3 h', 360: '±6 h' };
const MOST_LISTED = 12;

export function NewsTimeline(props: NewsTimelineProps) {
  const { articles, clusters, cited } = props;
  const [chosen, setChosen] = useState<TimelineRange | null>(null);
  const range = chosen ?? firstRange(articles, new Set(cited.keys()));
  const lanes = lanesOf(articles, clusters, range);
  const shown = within(articles, range);
  return (
    <section aria-labelledby="timeline-title">
      <SectionTitle id="timeline-title" aside={<Ranges range={range} onRange={setChosen} />}>
        News around the onset
      </SectionTitle>
      {shown.length === 0 ? (
        <p className="text-xs text-muted">No linked report within {RANGE_LABELS[range].slice(1)} of the onset.</p>
      ) : (
        <>
          <Lanes lanes={lanes} range={range} {...props} />
          <NewsList
            title="Before the onset"
            items={shown.filter(({ timing_tag }) => timing_tag === 'pre_event').reverse()}
            {...props}
          />
          <NewsList
            title="After the onset"
            items={shown.filter(({ timing_tag }) => timing_tag === 'post_event')}
            {...props}
          />
        </>
      )}
    </section>
  );
}

function Ranges({ range, onRange }: { range: TimelineRange; onRange: (range: TimelineRange) => void }) {
  return (
    <div role="group" aria-label="Range of the timeline" className="flex">
      {RANGES.map((half) => (
        <button
          key={half}
          type="button"
          aria-pressed={half === range}
          onClick={() => onRange(half)}
          className={`h-6 rounded-sm px-2 text-2xs font-medium ${half === range ? 'bg-raised text-text' : 'text-muted hover:text-text'}`}
        >
          {RANGE_LABELS[half]}
        </button>
      ))}
    </div>
  );
}

function Lanes({
  lanes,
  range,
  cited,
  active,
  onCite,
}: NewsTimelineProps & { lanes: readonly Lane[]; range: TimelineRange }) {
  return (
    <div className="relative mb-4">
      <div aria-hidden className="absolute inset-y-0 left-1/2 w-px bg-amber/70" />
      {lanes.map((lane) => (
        <div key={lane.cluster} className="relative h-9 border-t border-line">
          <p className="absolute top-0.5 left-0 max-w-[46%] truncate text-2xs text-muted" title={lane.label}>
            {lane.label}
          </p>
          {lane.items.map(({ article, at }) => (
            <Dot
              key={article.id}
              article={article}
              at={at}
              evidence={cited.get(article.id) ?? null}
              active={active !== null && cited.get(article.id) === active}
              onCite={onCite}
            />
          ))}
        </div>
      ))}
      <div className="flex justify-between border-t border-line pt-1 text-2xs text-muted">
        <span>{offsetText(-range)}</span>
        <span className="text-amber">onset</span>
        <span>{offsetText(range)}</span>
      </div>
    </div>
  );
}

function Dot({
  article,
  at,
  evidence,
  active,
  onCite,
}: {
  article: NewsArticle;
  at: number;
  evidence: string | null;
  active: boolean;
  onCite: (id: string) => void;
}) {
  const label = `${offsetText(article.time_diff_minutes)}, ${article.source}: ${article.title}`;
  const place = { left: `clamp(6px, ${at}%, calc(100% - 6px))` };
  if (evidence === null)
    return (
      <span
        role="img"
        aria-label={label}
        title={label}
        style={place}
        className="absolute bottom-1.5 size-2 -translate-x-1/2 rounded-full border-[1.5px] border-muted bg-panel"
      />
    );
  return (
    <button
      type="button"
      aria-label={`Evidence ${numeralOf(evidence)}, ${label}`}
      title={label}
      style={place}
      onClick={() => onCite(evidence)}
      className={`absolute bottom-1 flex h-3.5 min-w-3.5 -translate-x-1/2 items-center justify-center rounded-full px-0.5 text-2xs leading-none font-medium ${active ? 'bg-accent text-on-accent' : 'bg-text text-panel'}`}
    >
      {numeralOf(evidence)}
    </button>
  );
}

function NewsList({
  title,
  items,
  cited,
  onCite,
}: NewsTimelineProps & { title: string; items: readonly NewsArticle[] }) {
  if (items.length === 0) return null;
  return (
    <div className="mb-3">
      <h3 className="mb-1 text-2xs text-muted">{title}</h3>
      <ul>
        {items.slice(0, MOST_LISTED).map((article) => (
          <Item key={article.id} article={article} evidence={cited.get(article.id) ?? null} onCite={onCite} />
        ))}
      </ul>
      {items.length > MOST_LISTED && (
        <p className="pt-1 text-2xs text-muted">and {plural(items.length - MOST_LISTED, 'more report')}</p>
      )}
    </div>
  );
}

function Item({
  article,
  evidence,
  onCite,
}: {
  article: NewsArticle;
  evidence: string | null;
  onCite: (id: string) => void;
}) {
  return (
    <li className="grid grid-cols-[72px_1fr] items-baseline gap-2 py-1 text-xs">
      <span className="text-right text-muted">{offsetText(article.time_diff_minutes)}</span>
      <span className="min-w-0 leading-normal break-words">
        <ExternalLink url={article.url}>{article.title}</ExternalLink>{' '}
        <span className="text-muted">{article.source}</span>{' '}
        {evidence !== null && (
          <button
            type="button"
            aria-label={`Evidence ${numeralOf(evidence)}`}
            onClick={() => onCite(evidence)}
            className="rounded-xs px-0.5 text-2xs font-medium text-accent"
          >
            {numeralOf(evidence)}
          </button>
        )}
        {article.price_report && <Tag title="An effect, never a cause">price report</Tag>}
      </span>
    </li>
  );
}
