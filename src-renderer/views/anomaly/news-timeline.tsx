/** News around the onset: one lane per story, the onset in the middle, what came before on the left; and the same as a list. */
import { useState } from 'react';
import type { NewsArticle, NewsCluster } from '../../../src-shared/news.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';
import { numeralOf } from '../../ui/cited.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { SectionTitle, Tag } from '../../ui/parts.tsx';
import { offsetText } from '../../ui/words.ts';
import { cutText } from './cite-tip.tsx';
import { firstRange, lanesOf, RANGES, within, type Lane, type TimelineRange } from './timeline-layout.ts';

interface NewsTimelineProps {
  readonly articles: readonly NewsArticle[];
  readonly clusters: readonly NewsCluster[];
  /** Article id → evidence id. */
  readonly cited: ReadonlyMap<string, string>;
  readonly active: string | null;
  readonly onCite: (evidenceId: string) => void;
}
const TEXT = ANOMALY_TEXT.news;
/** More than this is a wall, not a picture. */
const [MOST_LANES, MOST_DOTS, MOST_CHARACTERS] = [8, 40, 240] as const;
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
        {TEXT.title}
      </SectionTitle>
      {shown.length === 0 ? (
        <p className="text-xs text-muted">{TEXT.none(TEXT.ranges[range].replace('±', ''))}</p>
      ) : (
        <>
          <Lanes lanes={lanes} range={range} {...props} />
          <NewsList
            title={TEXT.before}
            items={shown.filter(({ timing_tag }) => timing_tag === 'pre_event').reverse()}
            {...props}
          />
          <NewsList
            title={TEXT.after}
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
    <div role="group" aria-label={TEXT.range} className="flex">
      {RANGES.map((half) => (
        <button
          key={half}
          type="button"
          aria-pressed={half === range}
          onClick={() => onRange(half)}
          className={`h-6 rounded-sm px-2 text-2xs font-medium ${half === range ? 'bg-raised text-text' : 'text-muted hover:text-text'}`}
        >
          {TEXT.ranges[half]}
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
  const hidden = lanes.slice(MOST_LANES);
  return (
    <div className="relative mb-4">
      <div aria-hidden className="absolute inset-y-0 left-1/2 w-px bg-amber/70" />
      {lanes.slice(0, MOST_LANES).map((lane) => (
        <div key={lane.cluster} className="relative h-9 border-t border-line">
          <p className="absolute top-0.5 left-0 flex max-w-[46%] gap-1.5 text-2xs text-muted">
            <bdi className="truncate" title={cutText(lane.label, MOST_CHARACTERS)}>
              {cutText(lane.label, MOST_CHARACTERS)}
            </bdi>
            {lane.items.length > 1 && <span className="shrink-0 text-faint">{lane.items.length}</span>}
          </p>
          {dotsOf(lane, cited).map(({ article, at }) => (
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
      {hidden.length > 0 && (
        <p className="border-t border-line py-1 text-2xs text-muted">
          {TEXT.moreStories(
            hidden.length,
            hidden.reduce((sum, { items }) => sum + items.length, 0),
          )}
        </p>
      )}
      <div className="flex justify-between border-t border-line pt-1 text-2xs text-muted">
        <span>{offsetText(-range)}</span>
        <span className="text-amber">{TEXT.onset}</span>
        <span>{offsetText(range)}</span>
      </div>
    </div>
  );
}

/** The cited ones first, then as many of the others as can be told apart. */
function dotsOf({ items }: Lane, cited: NewsTimelineProps['cited']): Lane['items'] {
  if (items.length <= MOST_DOTS) return items;
  const must = items.filter(({ article }) => cited.has(article.id));
  const step = Math.ceil(items.length / MOST_DOTS);
  return [...items.filter(({ article }, index) => !cited.has(article.id) && index % step === 0), ...must];
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
  const { source, title, time_diff_minutes: minutes } = article;
  const label = TEXT.dot(offsetText(minutes), source, cutText(title, MOST_CHARACTERS));
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
      aria-label={TEXT.cited(numeralOf(evidence), label)}
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
        <p className="pt-1 text-2xs text-muted">{TEXT.more(items.length - MOST_LISTED)}</p>
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
        <ExternalLink url={article.url}>
          <bdi>{cutText(article.title, MOST_CHARACTERS)}</bdi>
        </ExternalLink>{' '}
        <bdi className="text-muted">{article.source}</bdi>{' '}
        {evidence !== null && (
          <button
            type="button"
            aria-label={TEXT.evidence(numeralOf(evidence))}
            onClick={() => onCite(evidence)}
            className="rounded-xs px-0.5 text-2xs font-medium text-accent"
          >
            {numeralOf(evidence)}
          </button>
        )}
        {article.price_report && <Tag title={TEXT.priceReportHint}>{TEXT.priceReport}</Tag>}
      </span>
    </li>
  );
}
