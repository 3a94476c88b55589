/** What a citation is, without leaving the sentence: on hover and on keyboard focus, source, time against the onset, size of the story. */
import { createPortal } from 'react-dom';
import type { EvidenceFact } from '../../../src-shared/narrative.ts';
import type { AnomalyDetail } from '../../../src-shared/ports/reader.ts';
import { ANOMALY_TEXT } from '../../../src-shared/text/anomaly.ts';

const TEXT = ANOMALY_TEXT.tip;
const [WIDTH, MARGIN] = [300, 8] as const;
/** More of a headline than this is for the evidence table. */
const MOST_CHARACTERS = 220;

export const cutText = (text: string, most: number): string => {
  const points = Array.from(text);
  return points.length <= most
    ? text
    : `${points
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
};

interface CiteTipProps {
  readonly id: string;
  readonly fact: EvidenceFact;
  readonly clusters: AnomalyDetail['clusters'];
  readonly near: DOMRect;
}

export function CiteTip({ id, fact, clusters, near }: CiteTipProps) {
  const left = Math.max(MARGIN, Math.min(near.left - 24, window.innerWidth - WIDTH - MARGIN));
  const above = near.bottom > window.innerHeight * 0.7;
  const place = above ? { bottom: window.innerHeight - near.top + 4 } : { top: near.bottom + 4 };
  return createPortal(
    <div
      id={id}
      role="tooltip"
      style={{ left, width: WIDTH, ...place }}
      className="pointer-events-none fixed z-50 rounded-sm border border-line bg-panel p-3 text-xs leading-normal shadow-overlay"
    >
      <p className="break-words">
        <bdi>{cutText(fact.news?.title ?? fact.text, MOST_CHARACTERS)}</bdi>
      </p>
      {fact.news !== null && <p className="mt-1 text-muted">{whereFrom(fact.news, clusters)}</p>}
    </div>,
    document.body,
  );
}

function whereFrom(news: NonNullable<EvidenceFact['news']>, clusters: AnomalyDetail['clusters']): string {
  const size = clusters.find(({ cluster_number }) => cluster_number === news.cluster_id)?.size ?? 1;
  const parts = [
    cutText(news.source, 60),
    TEXT.when(news.time_diff_minutes),
    size > 1 && news.cluster_id >= 0 ? TEXT.cluster(size) : TEXT.alone,
  ];
  return [...parts, ...(news.price_report ? [TEXT.priceReport] : [])].join(' · ');
}
