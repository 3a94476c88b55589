/** sentiment_check: what headlines say (−1 bad … +1 good, null when neutral) and whether that agrees with the move. */
import { z } from 'zod';
import { roundTo } from '../../../src-shared/format.ts';
import { defineTool, type ToolPorts } from './tool.ts';

const Input = z.object({
  direction: z.enum(['up', 'down', 'none']),
  items: z.array(z.object({ evidence_id: z.string(), title: z.string() })).max(20),
});
const Output = z.object({
  items: z.array(z.object({ evidence_id: z.string(), sentiment: z.number().nullable() })),
  mean: z.number().nullable(),
  /** Null when there is no direction or nothing carries sentiment. */
  agrees: z.boolean().nullable(),
});

/** |mean| below this says nothing. */
const NEUTRAL = 0.1;

export const createSentimentCheck = ({ sentiment }: Pick<ToolPorts, 'sentiment'>) =>
  defineTool({
    name: 'sentiment_check',
    description: 'Scores the sentiment of headlines and compares it with the direction of the move.',
    input: Input,
    output: Output,
    async run({ direction, items }) {
      const scored = items.map(({ evidence_id, title }) => ({
        evidence_id,
        sentiment: rounded(sentiment.score(title)),
      }));
      const known = scored.flatMap((item) => item.sentiment ?? []);
      const mean = known.length === 0 ? null : roundTo(known.reduce((sum, x) => sum + x, 0) / known.length, 4);
      const says = mean !== null && Math.abs(mean) >= NEUTRAL && direction !== 'none';
      return { items: scored, mean, agrees: says ? mean > 0 === (direction === 'up') : null };
    },
  });

const rounded = (value: number | null): number | null => (value === null ? null : roundTo(value, 4));
