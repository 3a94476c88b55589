/** The headline of a clicked news pin, at the foot of the chart. Hostile addresses stay text. */
import { X } from 'lucide-react';
import type { NewsItem } from '../../src-shared/news.ts';
import { CHART_TEXT } from '../../src-shared/text/chart.ts';
import { IconButton } from '../ui/parts.tsx';
import { ExternalLink } from '../ui/external-link.tsx';
import { Clock } from '../ui/time.tsx';

export function NewsPinNote({ item, onClose }: { item: NewsItem | null; onClose: () => void }) {
  if (item === null) return null;
  return (
    <div className="absolute inset-x-3 bottom-12 z-10 flex items-start gap-3 rounded-sm border border-line bg-raised py-2 pr-2 pl-3 shadow-overlay">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="line-clamp-3 text-sm font-medium wrap-anywhere">
          <ExternalLink url={item.url}>{item.title}</ExternalLink>
        </p>
        <p className="text-xs text-muted">
          {item.source}, {CHART_TEXT.published} <Clock time={item.published_at} withZone />
        </p>
      </div>
      <IconButton icon={X} label={CHART_TEXT.closeHeadline} onClick={onClose} />
    </div>
  );
}
