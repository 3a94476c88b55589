/**
 * verify_timestamp: is a report of this title and time really in the archive, when did we first see it, and does it lie
 * before or after the onset? The same minute as the onset is after it.
 */
import { z } from 'zod';
import { MINUTE_MS, minuteOf } from '../../../src-shared/market.ts';
import type { NewsItem } from '../../../src-shared/news.ts';
import { roundTo } from '../../../src-shared/format.ts';
import { defineTool, type ToolPorts } from './tool.ts';

const Input = z.object({
  /** Epoch ms UTC. */
  onset: z.number(),
  items: z.array(z.object({ evidence_id: z.string(), title: z.string(), published_at: z.number() })).max(20),
});
const Checked = z.object({
  evidence_id: z.string(),
  archived: z.boolean(),
  first_seen_at: z.number().nullable(),
  timing_tag: z.enum(['pre_event', 'post_event']),
  /** Negative = before the onset. */
  minutes_from_onset: z.number(),
});
const Output = z.object({ items: z.array(Checked) });

/** Items of one millisecond; a publisher that stamps whole hours can have many. */
const MAX_AT_ONCE = 200;

export const createVerifyTimestamp = ({ reader }: Pick<ToolPorts, 'reader'>) =>
  defineTool({
    name: 'verify_timestamp',
    description:
      'Checks claimed publication times of reports against the archive and tags each as before or after the onset.',
    input: Input,
    output: Output,
    async run({ onset, items }) {
      const start = minuteOf(onset);
      const found = await Promise.all(
        items.map(({ published_at }) => reader.news({ from: published_at, to: published_at + 1, limit: MAX_AT_ONCE })),
      );
      return { items: items.map((item, i) => checked(item, start, found[i] ?? [])) };
    },
  });

function checked(
  item: z.infer<typeof Input>['items'][number],
  start: number,
  found: readonly NewsItem[],
): z.infer<typeof Checked> {
  const match = found.find((news) => news.published_at === item.published_at && news.title === item.title);
  return {
    evidence_id: item.evidence_id,
    archived: match !== undefined,
    first_seen_at: match?.first_seen_at ?? null,
    timing_tag: item.published_at < start ? 'pre_event' : 'post_event',
    minutes_from_onset: roundTo((item.published_at - start) / MINUTE_MS, 2),
  };
}
