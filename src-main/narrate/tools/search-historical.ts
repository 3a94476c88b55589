/** search_historical: similar past anomalies of the symbol and what the price did in the hour after each. */
import { z } from 'zod';
import { defineTool, type ToolPorts } from './tool.ts';
import { findSimilar } from './similar-past.ts';

const Input = z.object({
  symbol: z.string(),
  /** Epoch ms; only what was over before it counts. */
  before: z.number(),
  price_change_pct: z.number().nullable(),
  days: z.number().int().min(1).max(400).default(90),
});
const Output = z.object({
  count: z.number(),
  known: z.number(),
  rose: z.number(),
  median_next_hour_pct: z.number().nullable(),
  moves: z.array(
    z.object({
      id: z.string(),
      detected_at: z.number(),
      price_change_pct: z.number().nullable(),
      cause: z.string().nullable(),
      next_hour_pct: z.number().nullable(),
    }),
  ),
});

export const createSearchHistorical = ({ reader }: Pick<ToolPorts, 'reader'>) =>
  defineTool({
    name: 'search_historical',
    description:
      'Finds past anomalies of the same symbol, direction and size, and what happened in the hour after them.',
    input: Input,
    output: Output,
    async run({ symbol, before, price_change_pct: changePct, days }) {
      const { count, known, rose, medianNextHourPct, moves } = await findSimilar(reader, {
        symbol,
        before,
        changePct,
        days,
      });
      return { count, known, rose, median_next_hour_pct: medianNextHourPct, moves: [...moves] };
    },
  });
